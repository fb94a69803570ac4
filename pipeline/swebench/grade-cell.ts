import type { Cell, Limits } from '../../domain/execution.ts';
import type { Issue } from '../../domain/issue.ts';
import { END_OF_TESTS, TEST_EXIT_CODE } from './markers.ts';

/** Grading reads the whole log, so its capture must not be cut where an agent's would be. */
export const GRADE_LOG_BYTES = 16 * 1024 ** 2;

const HEAD = ['#!/bin/bash', 'set -uxo pipefail'];

/**
 * The cell whose result `verdictOf` judges: the code after `patch` (null: base), then the eval script as the
 * official harness runs it. The image's own setup is left out, since an eval script brings its own; of the limits
 * all but the capture hold.
 */
export function gradeCell(
  issue: Issue,
  patch: string | null,
  { evalScript }: { readonly evalScript: string },
  limits: Limits,
): Cell {
  return {
    instanceId: issue.instanceId,
    image: { ...issue.image, setup: '' },
    repository: issue.repository,
    baseCommit: issue.baseCommit,
    patch,
    script: {
      text: recordExitCode(evalScript),
      fileName: 'eval.sh',
      command: 'bash {script}',
      place: 'outside',
    },
    limits: { ...limits, outputBytes: GRADE_LOG_BYTES },
  };
}

/**
 * An eval script ends by putting the test files back, so its own status says nothing about the tests. The status
 * of the command before the first end marker is printed after it, outside the part that the log parsers read
 * (swebench 5.0.2 does the same; `judgeLog` checks it).
 */
export function recordExitCode(evalScript: string): string {
  const lines = evalScript
    .trim()
    .split('\n')
    .filter((line) => !HEAD.includes(line));
  const end = lines.findIndex((line) => line.includes(END_OF_TESTS));
  if (end >= 0) {
    lines.splice(end + 1, 0, `echo "${TEST_EXIT_CODE}: $TROOP_TEST_EXIT_CODE"`);
    lines.splice(end, 0, 'TROOP_TEST_EXIT_CODE=$?');
  }
  return `${[...HEAD, ...lines].join('\n')}\n`;
}
