import { configSchema } from '../../../../domain/config.ts';
import type { Cell, Limits } from '../../../../domain/execution.ts';
import { issueSchema } from '../../../../domain/issue.ts';
import { gradeCell } from '../../../../pipeline/swebench/grade-cell.ts';

export const ISSUE = issueSchema.parse({
  instanceId: 'owner__name-1',
  repository: 'owner/name',
  baseCommit: 'a'.repeat(40),
  text: 'It fails.',
  image: { name: 'image:1', setup: 'source env' },
  language: 'python',
  runCommand: 'python3 {script}',
});

/** A grading cell of a small eval script, with some limits changed. */
export function cellOf(limits: Partial<Limits> = {}): Cell {
  const cell = gradeCell({
    issue: ISSUE,
    patch: 'diff',
    evalScript:
      "#!/bin/bash\nset -uxo pipefail\ncd /testbed\n: '>>>>> Start Test Output'\ntrue\n: '>>>>> End Test Output'\n",
    execution: configSchema.parse({}).execution,
  });
  return { ...cell, limits: { ...cell.limits, ...limits } };
}
