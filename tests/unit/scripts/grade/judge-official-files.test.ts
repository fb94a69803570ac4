import { describe, expect, test } from 'vitest';
import { judgeOfficialFiles } from '../../../../scripts/grade/judge-official-files.ts';

const ROW = {
  instance_id: 'a__b-1',
  FAIL_TO_PASS: ['t.py::a'],
  PASS_TO_PASS: [],
  patch: 'diff',
  eval_script: 'true',
  log_parser: 'parse_log_pytest',
  eval_type: 'pass_and_fail',
};
const LOG = Buffer.from('>>>>> Start Test Output\nPASSED t.py::a\n>>>>> End Test Output\n');

function judged(report: unknown, log: Buffer | null, words = '') {
  return judgeOfficialFiles({ instanceId: 'a__b-1', report, log, words }, ROW);
}

const applied = { patch_successfully_applied: true };

describe('what the official harness left', () => {
  test('has its verdict and its lists, and every status out of its log', () => {
    const tests = {
      FAIL_TO_PASS: { success: [], failure: ['t.py::a'] },
      PASS_TO_PASS: { success: [], failure: [] },
    };
    const report = { 'a__b-1': { ...applied, resolved: false, tests_status: tests } };
    expect(judged(report, LOG)).toMatchObject({
      verdict: 'unresolved',
      cause: null,
      statuses: { 't.py::a': 'PASSED' },
      failToPass: { failure: ['t.py::a'] },
    });
  });

  test('of a void log has our words for the cause', () => {
    const report = { 'a__b-1': { patch_successfully_applied: false, resolved: false } };
    expect(judged(report, Buffer.from('nothing'))).toMatchObject({
      verdict: 'unresolved',
      cause: 'the log lacks >>>>> Start Test Output',
    });
  });

  test.each([
    [
      '>>>>> Patch Apply Failed:\npatching file a.py\nHunk #1 FAILED',
      null,
      'the patch does not apply: patching file a.py',
    ],
    ['Test timed out after 3 seconds.\nCheck (x)', LOG, 'Test timed out after 3 seconds.'],
    [
      'Error in evaluating model for a__b-1: list index out of range\nTraceback',
      LOG,
      'list index out of range',
    ],
  ])('without a report but with %j is errored, and no failure of the machine', (words, log, cause) => {
    expect(judged(null, log, words)).toMatchObject({ verdict: 'errored', cause, infrastructure: null });
  });

  test.each([
    [
      'Error creating container for a__b-1: 404 Client Error: no such image',
      '404 Client Error: no such image',
    ],
    ['Error in evaluating model for a__b-1: connection refused\nTraceback', 'connection refused'],
    ['', 'the official harness wrote no report'],
  ])('without a report and a log but with %j is a failure of the machine', (words, cause) => {
    expect(judged(null, null, words)).toMatchObject({ verdict: 'errored', cause, infrastructure: cause });
  });
});
