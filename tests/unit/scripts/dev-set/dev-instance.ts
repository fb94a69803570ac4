import type { DevInstance, OfficialRow, Release } from '../../../../scripts/dev-set/material.ts';

export const OFFICIAL_COMMIT = '1'.repeat(40);
export const COMMIT = '2'.repeat(40);
const TEST_PATCH = 'diff --git a/t b/t\n+official\n';

/** An instance whose eval script has the official shape. */
export function devInstance(
  official: Partial<OfficialRow> = {},
  release: Partial<Release> = {},
): DevInstance {
  return {
    id: 'owner__name-1',
    official: {
      instance_id: 'owner__name-1',
      repo: 'owner/name',
      version: '1.0',
      base_commit: OFFICIAL_COMMIT,
      patch: 'gold',
      test_patch: TEST_PATCH,
      eval_script: [
        '#!/bin/bash',
        `git diff ${OFFICIAL_COMMIT}`,
        `git checkout ${OFFICIAL_COMMIT} t`,
        `git apply -v - <<'EOF'\n${TEST_PATCH}\nEOF`,
        ": '>>>>> Start Test Output'",
        './tests/run.py a',
        ": '>>>>> End Test Output'",
        `git checkout ${OFFICIAL_COMMIT} t`,
        '',
      ].join('\n'),
      ...official,
    },
    release: {
      instance_id: 'owner__name-1',
      package: 'name',
      version: '1.0',
      sdist: 'name-1.0.tar.gz',
      sha256: '0'.repeat(64),
      reverse_fix: null,
      image: 'name:bookworm',
      setup: 'export A=1',
      test_cmd: './tests/run.py a',
      fail_to_pass: ['a'],
      pass_to_pass: ['b'],
      candidates: [],
      ...release,
    },
    base: { debian: 'bookworm', packages: ['git', 'python3'], pypi_wheels: [] },
    gold: 'gold',
    testPatch: TEST_PATCH,
    candidates: [],
  };
}
