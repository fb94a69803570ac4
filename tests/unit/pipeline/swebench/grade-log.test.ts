import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../../domain/errors.ts';
import { gradeLog } from '../../../../pipeline/swebench/grade-log.ts';
import { officialReport } from '../../../../pipeline/swebench/official-report.ts';

const ROW = {
  instance_id: 'a__b-1',
  patch: 'diff',
  eval_script: 'true',
  FAIL_TO_PASS: '["t.py::a"]',
  PASS_TO_PASS: ['t.py::b'],
  log_parser: 'parse_log_pytest',
  eval_type: 'pass_and_fail',
};

function log(...lines: string[]): Uint8Array {
  const text = ["+ : '>>>>> Start Test Output'", ...lines, "+ : '>>>>> End Test Output'"].join('\n');
  return new TextEncoder().encode(text);
}

const BOTH = log('PASSED t.py::a', 'PASSED t.py::b');

describe('a saved log', () => {
  test('is judged by its row, and reported in the fields of the official report', () => {
    const report = gradeLog(ROW, BOTH, 'diff --git');
    expect(report).toMatchObject({ verdict: 'resolved', suspect: null, infrastructure: null });
    expect(officialReport(report, 'diff --git')).toEqual({
      patch_is_None: false,
      patch_exists: true,
      patch_successfully_applied: true,
      resolved: true,
      infra_failure: false,
      tests_status: {
        FAIL_TO_PASS: { success: ['t.py::a'], failure: [] },
        PASS_TO_PASS: { success: ['t.py::b'], failure: [] },
        FAIL_TO_FAIL: { success: [], failure: [] },
        PASS_TO_FAIL: { success: [], failure: [] },
      },
    });
  });

  test('of a prediction without a patch is unresolved, whatever it says', () => {
    expect(officialReport(gradeLog(ROW, BOTH, null), null)).toEqual({
      patch_is_None: true,
      patch_exists: false,
      patch_successfully_applied: false,
      resolved: false,
      infra_failure: false,
    });
  });

  test('that is void is reported as a patch that was not applied, with what it may be taken for', () => {
    expect(officialReport(gradeLog(ROW, log('collected 0 items')), undefined)).toEqual({
      patch_is_None: false,
      patch_exists: true,
      patch_successfully_applied: false,
      resolved: false,
      infra_failure: false,
      infra_failure_reason: 'no_tests_collected',
    });
    const noNetwork = gradeLog(ROW, log('Could not resolve host: x'));
    expect(officialReport(noNetwork, undefined)).toMatchObject({ infra_failure: true });
  });

  test.each([
    [
      'a byte that begins nothing',
      [0x61, 0xff],
      'UnicodeDecodeError: byte 0xff at 1 of the log is not UTF-8',
    ],
    [
      'a character that is cut',
      [0xef, 0xbf, 0xbd, 0xe2, 0x82],
      'UnicodeDecodeError: byte 0xe2 at 3 of the log is not UTF-8',
    ],
    [
      'half of a surrogate pair',
      [0xed, 0xa0, 0x80],
      'UnicodeDecodeError: byte 0xed at 0 of the log is not UTF-8',
    ],
  ])('with %s is errored, since the official package raises', (_, bytes, cause) => {
    const report = gradeLog(ROW, Uint8Array.from(bytes));
    expect(report).toMatchObject({ verdict: 'errored', cause, infrastructure: null });
    expect(officialReport(report, undefined)).toBeNull();
  });

  test('keeps its byte order mark, which hides a result at its beginning', () => {
    const outside = log();
    const text = new TextDecoder().decode(outside);
    const marked = new TextEncoder().encode(`\ufeffPASSED t.py::a\nPASSED t.py::b\n${text}`);
    expect(gradeLog(ROW, marked).failToPass.failure).toEqual(['t.py::a']);
  });

  test('cannot be judged by a row that lacks a column', () => {
    const { log_parser: _, ...rest } = ROW;
    const grade = () => gradeLog({ ...rest, repo: 'nobody/knows', version: '1' }, BOTH);
    expect(grade).toThrow(UsageError);
    expect(grade).toThrow(/a__b-1.*log_parser/s);
  });
});
