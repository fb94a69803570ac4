import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../../../domain/config.ts';
import { gradeCell, recordExitCode } from '../../../../pipeline/swebench/grade-cell.ts';
import { cellOf, ISSUE } from './cell-of.ts';

function run(script: string): string {
  return execFileSync('bash', ['-c', `${script}\n`], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function evalScript(command: string): string {
  return `#!/bin/bash\nset -uxo pipefail\n: '>>>>> Start Test Output'\n${command}\n: '>>>>> End Test Output'\ntrue\n`;
}

describe('a grading cell', () => {
  test('runs the eval script beside the work tree, with room for a whole log', () => {
    const cell = cellOf();
    expect(cell.script).toMatchObject({ place: 'outside', command: 'bash {script}', fileName: 'eval.sh' });
    expect(cell.limits.outputBytes).toBeGreaterThanOrEqual(16 * 1024 ** 2);
  });

  test('takes its time limit from the settings of grading', () => {
    const { execution } = configSchema.parse({ execution: { gradeTimeoutMs: 7, timeoutMs: 5 } });
    expect(gradeCell({ issue: ISSUE, patch: null, evalScript: 'x', execution }).limits.timeoutMs).toBe(7);
  });

  test("leaves the image's set-up to the eval script", () => {
    expect(cellOf().image).toEqual({ ...ISSUE.image, setup: '' });
  });
});

describe('the recorded exit code', () => {
  test.each([0, 1, 3])('is %i where the tests end with it, though the script goes on', (status) => {
    const output = run(recordExitCode(evalScript(`(exit ${status})`)));
    expect(output).toBe(`>>>>> Test Exit Code: ${status}\n`);
  });

  test('control: the script as it came tells nothing of its tests', () => {
    expect(run(evalScript('(exit 3)'))).toBe('');
  });

  test('is left out where no end marker says where the tests end', () => {
    expect(recordExitCode('#!/bin/bash\nset -uxo pipefail\ntrue')).toBe(
      '#!/bin/bash\nset -uxo pipefail\ntrue\n',
    );
  });
});
