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
      suspect: null,
      infrastructure: null,
      signature: null,
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

  test('that is void for want of a browser, a display, memory or a network is infrastructure', () => {
    for (const [words, reason] of [
      ['Failed to launch the browser', 'browser_launch_failed'],
      ['cannot open display :0', 'display_unavailable'],
      ['Killed', 'out_of_memory'],
      ['Cannot connect to the Docker daemon', 'container_unavailable'],
      ['curl: Could not resolve host: a', 'network_unreachable'],
    ]) {
      const report = judgeLog(log(words ?? ''), expected(['a'], []));
      expect(report).toMatchObject({
        verdict: 'unresolved',
        infrastructure: reason,
        signature: { reason, tier: 'environment' },
      });
    }
  });

  test('that is void for what a patch can do too is not infrastructure', () => {
    const report = judgeLog(log('ModuleNotFoundError: x', 'was Killed early'), expected(['a'], []));
    expect(report).toMatchObject({
      infrastructure: null,
      signature: { reason: 'missing_module', tier: 'ambiguous' },
    });
  });

  test('that is void on a full disk is infrastructure, which the official report does not say', () => {
    const report = judgeLog(log('OSError: No space left on device'), expected(['a'], []));
    expect(report).toMatchObject({ infrastructure: 'disk_full', signature: null });
  });

  test('with results is no infrastructure, whatever its tests print', () => {
    const report = judgeLog(log('FAILED a', 'Cannot allocate memory'), expected(['a'], []));
    expect(report).toMatchObject({ verdict: 'unresolved', infrastructure: null, signature: null });
  });

  test('that its parser cannot read is errored with the exception of the official one', () => {
    const django = expected(['a'], [], { logParser: 'parse_log_django' });
    expect(judgeLog(log('FAIL:'), django)).toMatchObject({
      verdict: 'errored',
      cause: expect.stringContaining('IndexError'),
    });
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

  test('whose patch does not apply is errored, as it is in the official summary, and no fault of the machine', () => {
    const result = { ...ended, outcome: 'not-applied' as const, reason: 'error: a.py:1' };
    expect(judgeCell(cell, result, listed)).toMatchObject({
      verdict: 'errored',
      cause: 'the patch does not apply: error: a.py:1',
      infrastructure: null,
    });
  });

  test('that met its time limit is errored', () => {
    const result = { ...ended, outcome: 'timeout' as const, exitCode: null, output: log('PASSED a') };
    expect(judgeCell(cell, result, listed)).toMatchObject({ verdict: 'errored', cause: 'no end within 5 s' });
  });

  const limited = { ...ended, outcome: 'broken' as const, exitCode: null, reason: 'memory limit met' };

  test('that met a limit of ours is errored and infrastructure, whether its log is void or tells a failure', () => {
    for (const output of [log('PASSED a').replace(END, ''), log('FAILED a')]) {
      const report = judgeCell(cell, { ...limited, output }, listed);
      expect(report).toMatchObject({ verdict: 'errored', infrastructure: 'memory limit met' });
      const unlimited = { ...limited, output, exitCode: 1, reason: null };
      expect(judgeCell(cell, unlimited, listed)).toMatchObject({
        verdict: 'unresolved',
        infrastructure: null,
      });
    }
  });

  test('that met a limit but passed every listed test is resolved', () => {
    const report = judgeCell(cell, { ...limited, output: log('PASSED a') }, listed);
    expect(report).toMatchObject({ verdict: 'resolved', infrastructure: null });
  });

  test('whose script killed its own runner is no fault of the machine', () => {
    const result = { ...limited, exitCode: 137, reason: 'the script killed the process that runs it' };
    expect(judgeCell(cell, { ...result, output: 'x' }, listed)).toMatchObject({
      verdict: 'unresolved',
      infrastructure: null,
    });
  });

  test('whose log was cut is errored', () => {
    const output = log('PASSED a', 'x'.repeat(1_000));
    const report = judgeCell(cell, { ...ended, output }, listed);
    expect(report.verdict).toBe('errored');
    expect(report.suspect).toEqual(['the log passed 1000 bytes and was cut']);
  });
});
