/** A log, with its row, that a careless reader gets wrong; its name says what is nasty. */
export interface NastyLog {
  readonly name: string;
  readonly columns: Readonly<Record<string, unknown>>;
  readonly log: Uint8Array;
  readonly patch: string | null;
}

interface Nastiness {
  readonly parser?: string;
  readonly failToPass?: readonly string[];
  readonly passToPass?: readonly string[];
  readonly log: string | Uint8Array;
  readonly patch?: string | null;
  /** Columns that replace those made of the above. */
  readonly columns?: Readonly<Record<string, unknown>>;
}

const PATCH = '--- a/calc/core.py\n+++ b/calc/core.py\n@@ -1 +1 @@\n-total = 0\n+total = 1\n';

export const START = '>>>>> Start Test Output';
export const END = '>>>>> End Test Output';

export function nasty(name: string, parts: Nastiness): NastyLog {
  const {
    parser = 'parse_log_pytest',
    failToPass = [],
    passToPass = [],
    log,
    patch = PATCH,
    columns,
  } = parts;
  return {
    name,
    columns: {
      instance_id: 'calc__calc-1',
      repo: 'calc/calc',
      version: '1.0',
      base_commit: '0'.repeat(40),
      problem_statement: 'Sums are off by one.',
      image: 'calc:1',
      patch: PATCH,
      test_patch: '',
      eval_script: `#!/bin/bash\nset -uxo pipefail\n: '${START}'\npytest -rA\n: '${END}'\n`,
      eval_type: 'pass_and_fail',
      log_parser: parser,
      FAIL_TO_PASS: failToPass,
      PASS_TO_PASS: passToPass,
      ...columns,
    },
    log: typeof log === 'string' ? Buffer.from(log, 'utf8') : log,
    patch,
  };
}

/** A whole log as an eval script's shell prints it, the tests' lines between the markers. */
export function wholeLog(lines: readonly string[], exitCode: number | null = 0): string {
  const recorded =
    exitCode === null
      ? []
      : [`+ echo '>>>>> Test Exit Code: ${exitCode}'`, `>>>>> Test Exit Code: ${exitCode}`];
  return `${[
    '+ cd /testbed',
    '+ git checkout 0123abc tests/test_calc.py',
    `+ : '${START}'`,
    '+ pytest -rA tests/test_calc.py',
    ...lines,
    `+ : '${END}'`,
    ...recorded,
    '+ git checkout 0123abc tests/test_calc.py',
    'Updated 1 path from 5a5a5a5',
  ].join('\n')}\n`;
}
