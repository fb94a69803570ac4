import type { LogParserName } from '../../../../pipeline/swebench/log-parsers/registry.ts';
import { judgeLog } from '../../../../pipeline/swebench/verdict.ts';

const START = ["+ : '>>>>> Start Test Output'", '+ run tests'];
const end = (status: number) => [
  `+ SWEBENCH_TEST_EXIT_CODE=${status}`,
  "+ : '>>>>> End Test Output'",
  `+ echo '>>>>> Test Exit Code: ${status}'`,
  `>>>>> Test Exit Code: ${status}`,
  '+ git checkout',
];

interface Log {
  readonly before?: readonly string[];
  readonly lines: readonly string[];
  readonly status?: number;
  readonly after?: readonly string[];
  readonly parser?: LogParserName;
  readonly listed?: readonly string[];
}

export const LISTED = ['t.py::a', 't.py::b', 'test_a (m.C)', 'test_b (m.C)', 'test_a'];

/** What is found suspicious; the log is judged with all tests of this file listed unless others are. */
export function suspicions({
  before = [],
  lines,
  status = 0,
  after = [],
  parser = 'parse_log_pytest',
  listed = LISTED,
}: Log) {
  const text = [...before, ...START, ...lines, ...end(status), ...after].join('\n');
  return judgeLog(text, { failToPass: listed, passToPass: [], logParser: parser, evalType: 'pass_and_fail' })
    .suspect;
}

export const RULE = '==============================';
/** How pytest begins, up to the heading of its summary. */
export const PYTEST = [
  `${RULE} test session starts ${RULE}`,
  'collected 2 items',
  't.py .F',
  `${RULE} PASSES ${RULE}`,
  `${RULE} short test summary info ${RULE}`,
];
/** A whole run of pytest, one test passed and one failed. */
export const HONEST = [
  ...PYTEST,
  'PASSED t.py::a',
  'FAILED t.py::b - assert 1 == 2',
  `${RULE} 1 failed, 1 passed in 0.12s ${RULE}`,
];
