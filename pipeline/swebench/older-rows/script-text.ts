import { END_OF_TESTS, START_OF_TESTS } from '../markers.ts';

/** What an eval script is made for. */
export interface ScriptSubject {
  /** In lower case. */
  readonly repository: string;
  readonly version: string;
  readonly baseCommit: string;
  readonly testPatch: string;
}

/** The parts in which eval scripts differ; each is lines of bash. */
export interface ScriptParts {
  readonly setUp: readonly string[];
  /** Puts the test files into the state of the base commit, before the tests and after them. */
  readonly reset: string;
  readonly testPatch: string;
  readonly build: readonly string[];
  readonly tests: readonly string[];
}

const PATCH_END = 'EOF_114329324912';

/** An eval script whole, byte for byte as published rows have it. */
export function scriptText({ setUp, reset, testPatch, build, tests }: ScriptParts): string {
  const lines = [
    '#!/bin/bash',
    'set -uxo pipefail',
    ...setUp,
    reset,
    `git apply -v - <<'${PATCH_END}'`,
    testPatch,
    PATCH_END,
    ...build,
    `: '${START_OF_TESTS}'`,
    ...tests,
    `: '${END_OF_TESTS}'`,
    reset,
  ];
  return `${lines.join('\n')}\n`;
}

/** For whoever reads the log. */
export function stateOfTree(baseCommit: string): string[] {
  return ['git status', 'git show', `git -c core.fileMode=false diff ${baseCommit}`];
}
