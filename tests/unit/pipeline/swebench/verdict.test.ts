import { describe, expect, test } from 'vitest';
import type { CellResult } from '../../../../domain/execution.ts';
import { type Expectation, judgeCell, judgeLog } from '../../../../pipeline/swebench/verdict.ts';
import { cellOf } from './cell-of.ts';

const START = "+ : '>>>>> Start Test Output'";
const END = "+ : '>>>>> End Test Output'";

function expected(
  failToPass: string[],
  passToPass: string[],
  change: Partial<Expectation> = {},
): Expectation {
  return { failToPass, passToPass, logParser: 'parse_log_pytest', evalType: 'pass_and_fail', ...change };
}

function log(...lines: string[]): string {
  return ['+ cd /testbed', START, ...lines, END, '+ git checkout'].join('\n');
}

describe('a log', () => {
  test('with every listed test passed is resolved', () => {
    const report = judgeLog(log('PASSED t.py::a', 'PASSED t.py::b'), expected(['t.py::a'], ['t.py::b']));
    expect(report).toEqual({
      verdict: 'resolved',
      cause: null,
      statuses: { 't.py::a': 'PASSED', 't.py::b': 'PASSED' },
      failToPass: { success: ['t.py::a'], failure: [] },
      passToPass: { success: ['t.py::b'], failure: [] },
    });
  });

  test('that does not name a listed test is unresolved', () => {
    const report = judgeLog(log('PASSED t.py::a'), expected(['t.py::a'], ['t.py::b']));
    expect(report.verdict).toBe('unresolved');
    expect(report.passToPass.failure).toEqual(['t.py::b']);
  });

  test('takes a skipped test for a regression only where it had to begin to pass', () => {
    const skipped = log('SKIPPED t.py::a', 'PASSED t.py::b');
    expect(judgeLog(skipped, expected(['t.py::b'], ['t.py::a'])).verdict).toBe('resolved');
    expect(judgeLog(skipped, expected(['t.py::a'], ['t.py::b'])).verdict).toBe('unresolved');
  });

  test('takes an expected failure for a pass', () => {
    expect(judgeLog(log('XFAIL t.py::a'), expected(['t.py::a'], [])).verdict).toBe('resolved');
  });

  test('of a parser that reports failures alone passes what it does not name', () => {
    const failOnly = expected(['t.py::a'], ['t.py::b'], { evalType: 'fail_only' });
    expect(judgeLog(log('FAILED t.py::c'), failOnly).verdict).toBe('resolved');
    expect(judgeLog(log('FAILED t.py::b'), failOnly).passToPass.failure).toEqual(['t.py::b']);
  });

  test('finds an id that was cut inside its parameters when all its matches agree', () => {
    const cut = expected(['t.py::a[log(ph'], []);
    const both = ['PASSED t.py::a[log(photon)]', 'PASSED t.py::a[log(phase)]'];
    expect(judgeLog(log(...both), cut).verdict).toBe('resolved');
    expect(judgeLog(log(...both, 'FAILED t.py::a[log(phi)]'), cut).verdict).toBe('unresolved');
  });

  test.each([['Patch Apply Failed'], ['Reset Failed'], ['Tests Errored'], ['Tests Timed Out']])(
    'that says %s anywhere is void',
    (words) => {
      const report = judgeLog(`${log('PASSED a')}\n>>>>> ${words}`, expected(['a'], []));
      expect(report).toMatchObject({
        verdict: 'unresolved',
        cause: `the log says >>>>> ${words}`,
        statuses: {},
      });
    },
  );

  test('without one of its markers is void', () => {
    for (const marker of [START, END]) {
      const report = judgeLog(log('PASSED a').replace(marker, ''), expected(['a'], []));
      expect(report.verdict).toBe('unresolved');
      expect(report.cause).toContain('the log lacks');
    }
  });

  test('whose results stand outside the markers is read as a whole', () => {
    expect(judgeLog(`PASSED a\n${log()}`, expected(['a'], [])).verdict).toBe('resolved');
  });

  test('that names no test is void, unless a runner says that it ran some', () => {
    const failOnly = expected(['a'], [], { evalType: 'fail_only' });
    expect(judgeLog(log('Executed 0 of 0'), failOnly)).toMatchObject({ verdict: 'unresolved', statuses: {} });
    expect(judgeLog(log('Executed 3 of 3'), failOnly).verdict).toBe('resolved');
  });

  test('of a failed command without a failed test is void', () => {
    const forged = `${log('PASSED a')}\n>>>>> Test Exit Code: 1`;
    expect(judgeLog(forged, expected(['a'], [])).cause).toContain('ended with status 1');
    expect(judgeLog(forged.replace('Code: 1', 'Code: 0'), expected(['a'], [])).verdict).toBe('resolved');
  });

  test('keeps a test called like a property of every object', () => {
    const report = judgeLog(
      log('PASSED __proto__', 'PASSED constructor'),
      expected(['__proto__'], ['toString']),
    );
    expect(report.failToPass.success).toEqual(['__proto__']);
    expect(report.passToPass.failure).toEqual(['toString']);
    expect(Object.keys(report.statuses)).toEqual(['__proto__', 'constructor']);
  });
});

describe('a grading cell', () => {
  const cell = cellOf({ outputBytes: 1_000, timeoutMs: 5_000 });
  const ended: CellResult = { outcome: 'pass', exitCode: 0, output: '', seconds: 1, reason: null };
  const listed = expected(['a'], []);

  test('whose script ended is judged by its log, whatever its status', () => {
    for (const exitCode of [0, 1, 2]) {
      const result = judgeCell(
        cell,
        { ...ended, outcome: 'broken', exitCode, output: log('PASSED a') },
        listed,
      );
      expect(result.verdict).toBe('resolved');
    }
  });

  test('whose patch does not apply is unresolved', () => {
    const result = { ...ended, outcome: 'not-applied' as const, reason: 'patch does not apply: a.py:1' };
    expect(judgeCell(cell, result, listed)).toMatchObject({ verdict: 'unresolved', cause: result.reason });
  });

  test('that met its time limit is errored', () => {
    const result = { ...ended, outcome: 'timeout' as const, exitCode: null, output: log('PASSED a') };
    expect(judgeCell(cell, result, listed)).toMatchObject({ verdict: 'errored', cause: 'no end within 5 s' });
  });

  test('that was ended by a limit before its log was whole is errored', () => {
    const output = log('PASSED a').replace(END, '');
    const result = { ...ended, outcome: 'broken' as const, output, reason: 'out of memory' };
    expect(judgeCell(cell, result, listed)).toMatchObject({ verdict: 'errored' });
    expect(judgeCell(cell, { ...result, reason: null }, listed)).toMatchObject({ verdict: 'unresolved' });
  });

  test('that met a limit but told every result is judged by its log', () => {
    const result = { ...ended, outcome: 'broken' as const, output: log('PASSED a'), reason: 'out of memory' };
    expect(judgeCell(cell, result, listed).verdict).toBe('resolved');
  });

  test('whose log was cut is errored', () => {
    const output = log('PASSED a', 'x'.repeat(1_000));
    expect(judgeCell(cell, { ...ended, output }, listed)).toMatchObject({ verdict: 'errored' });
  });
});
