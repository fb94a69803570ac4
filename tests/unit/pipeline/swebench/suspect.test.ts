import { describe, expect, test } from 'vitest';
import { judgeLog } from '../../../../pipeline/swebench/verdict.ts';
import { HONEST, LISTED, PYTEST, RULE, suspicions } from './suspicions.ts';

describe('a log of any runner', () => {
  test('with a marker that something else printed is suspect', () => {
    const twice = suspicions({ lines: ["+ : '>>>>> Start Test Output'", ...HONEST], status: 1 });
    expect(twice).toContain('the log has >>>>> Start Test Output 2 times');
    expect(suspicions({ lines: HONEST, status: 1, after: ['>>>>> End Test Output'] })).toEqual([
      'the log has >>>>> End Test Output 2 times',
    ]);
  });

  test('with a status of the tests that something else printed is suspect', () => {
    expect(suspicions({ lines: ['>>>>> Test Exit Code: 0', ...HONEST], status: 1 })).toEqual([
      'the log has >>>>> Test Exit Code 3 times',
      "the tests' command ended with status 0, yet t.py::b failed",
    ]);
  });

  test('whose markers are printed, traced or not, is not suspect for it', () => {
    for (const trace of [(text: string) => [`+ echo '${text}'`, text], (text: string) => [text]]) {
      const text = [...trace('>>>>> Start Test Output'), ...HONEST, ...trace('>>>>> End Test Output')].join(
        '\n',
      );
      const rules = {
        failToPass: LISTED,
        passToPass: [],
        logParser: 'parse_log_pytest',
        evalType: 'pass_and_fail',
      } as const;
      expect(judgeLog(text, rules).suspect).toBeNull();
    }
  });

  test('with a listed result outside the markers is suspect, and with any other text there is not', () => {
    expect(suspicions({ lines: HONEST, status: 1, before: ['PASSED t.py::b'] })).toEqual([
      'results of t.py::b stand outside the markers',
    ]);
    expect(suspicions({ lines: HONEST, status: 1, after: ['PASSED t.py::b'] })).toHaveLength(1);
    const before = ['ERROR: pip cannot resolve x', 'PASSED set-up'];
    expect(suspicions({ lines: HONEST, status: 1, before })).toBeNull();
  });

  test('with all its results outside the markers is suspect', () => {
    expect(suspicions({ lines: [], before: ['PASSED t.py::a'] })).toEqual([
      'all results stand outside the markers',
    ]);
  });

  test('whose text and status differ is suspect', () => {
    expect(suspicions({ lines: HONEST, status: 0 })).toEqual([
      "the tests' command ended with status 0, yet t.py::b failed",
    ]);
    const passed = [...PYTEST, 'PASSED t.py::a', `${RULE} 1 passed in 0.12s ${RULE}`];
    expect(suspicions({ lines: passed, status: 1 })).toEqual([
      "the tests' command ended with status 1, yet no test failed",
    ]);
    expect(suspicions({ lines: passed, status: 0 })).toBeNull();
  });

  test('that our capture cut is suspect', () => {
    const lines = [...HONEST.slice(0, 2), '[... 123 bytes left out ...]', ...HONEST.slice(2)];
    expect(suspicions({ lines, status: 1 })).toEqual(['123 bytes of the log were left out']);
  });

  test('that no test can be read from is suspect for its form alone', () => {
    expect(suspicions({ lines: ['ImportError: x'], status: 1 })).toBeNull();
    expect(
      suspicions({ lines: ['FAIL:'], status: 1, before: ['FAIL:'], parser: 'parse_log_django' }),
    ).toBeNull();
  });
});
