import type { Config } from '../../domain/config.ts';
import type { Cell, Limits } from '../../domain/execution.ts';
import type { Issue } from '../../domain/issue.ts';
import { END_OF_TESTS, TEST_EXIT_CODE } from './markers.ts';
import { strip } from './python-text.ts';

/** Grading reads the whole log, so its capture must not be cut where an agent's would be. */
const LOG_BYTES = 16 * 1024 ** 2;

const HEAD = ['#!/bin/bash', 'set -uxo pipefail'];

export interface Grading {
  readonly issue: Issue;
  /** Null grades base. */
  readonly patch: string | null;
  readonly evalScript: string;
  readonly execution: Config['execution'];
}

/**
 * The cell whose result `judgeCell` judges: the patched code, then the eval script as the official harness runs it.
 * The image's own setup is left out, since an eval script brings its own.
 */
export function gradeCell({ issue, patch, evalScript, execution }: Grading): Cell {
  return {
    instanceId: issue.instanceId,
    image: { ...issue.image, setup: '' },
    repository: issue.repository,
    baseCommit: issue.baseCommit,
    patch,
    apply: 'official',
    script: {
      text: recordExitCode(evalScript),
      fileName: 'eval.sh',
      command: 'bash {script}',
      place: 'outside',
    },
    limits: gradeLimits(execution),
  };
}

export function gradeLimits(execution: Config['execution']): Limits {
  return {
    timeoutMs: execution.gradeTimeoutMs,
    memoryBytes: execution.memoryBytes,
    pids: execution.pids,
    cpus: execution.cpus,
    diskBytes: execution.diskBytes,
    outputBytes: LOG_BYTES,
  };
}

/**
 * An eval script ends by putting the test files back, so its own status says nothing about the tests. The status
 * of the command before the first end marker is printed after it, outside the part that the log parsers read
 * (swebench 5.0.2 does the same; `judgeLog` checks it).
 */
export function recordExitCode(evalScript: string): string {
  const lines = strip(evalScript)
    .split('\n')
    .filter((line) => !HEAD.includes(line));
  const end = lines.findIndex((line) => line.includes(END_OF_TESTS));
  if (end >= 0) {
    lines.splice(end + 1, 0, `echo "${TEST_EXIT_CODE}: $SWEBENCH_TEST_EXIT_CODE"`);
    lines.splice(end, 0, 'SWEBENCH_TEST_EXIT_CODE=$?');
  }
  return `${[...HEAD, ...lines].join('\n')}\n`;
}
