import { expect, test } from 'vitest';
import type { Solution } from '../../../../scripts/solve/solution.ts';
import { solutionText } from '../../../../scripts/solve/solution-text.ts';

const SOLUTION: Solution = {
  run: 'r',
  instance: 'i',
  title: 't',
  state: 'done',
  voters: 0,
  votes: null,
  agreeing: 1,
  candidate: 7,
  patch: '--- a/x\n+++ b/x\n',
  files: ['x'],
  size: { files: 1, added: 1, removed: 2 },
  assurance: null,
  reason: null,
  fallback: null,
  candidates: 1,
  samples: 1,
  regression: null,
  costUsd: 0,
  errors: [],
};

test("a candidate's id is told apart from how many there are", () => {
  const shown = (candidates: number) =>
    solutionText({ ...SOLUTION, candidates }, { kind: 'nothing', why: 'x' }, { place: '/s' });
  expect(shown(1)).toContain('candidate id 7, the only one: x (+1 -2)');
  expect(shown(3)).toContain('candidate id 7, of 3: x (+1 -2)');
});
