import { describe, expect, test } from 'vitest';
import type { Execution } from '../../../domain/records.ts';
import { gridOf } from '../../../pipeline/grid.ts';

function executed(over: Partial<Execution>): Execution {
  const fixed = { testScriptId: 1, candidateId: 7, exitCode: 0, reason: null, output: '' } as const;
  return { ...fixed, timeoutMs: 1_000, outcome: 'pass', seconds: 0.5, ...over };
}

/** What the cell (test 1, candidate 7) answers under a limit. */
function answer(executions: readonly Execution[], timeoutMs: number): Execution | undefined {
  return gridOf({ executions: () => [...executions] }, 1, 'any', timeoutMs).execution(1, 7);
}

describe('an execution that ended by itself', () => {
  test.each([
    [1_000, true],
    [60_000, true],
    [500, true],
    [499, false],
  ])('answers under a limit of %i ms: %s, having lasted 500 ms', (limit, yes) => {
    expect(answer([executed({})], limit) !== undefined).toBe(yes);
  });

  test('answers for its own limit although it was measured a little longer', () => {
    expect(answer([executed({ seconds: 1.02 })], 1_000)).toBeDefined();
  });

  test('a patch that did not apply needed no time and answers under every limit', () => {
    expect(answer([executed({ outcome: 'not-applied', seconds: 0 })], 1)).toBeDefined();
  });
});

describe('a timeout', () => {
  const late = executed({ outcome: 'timeout', seconds: 1.1 });

  test.each([
    [1_000, true],
    [900, true],
    [1_001, false],
  ])('answers under a limit of %i ms: %s, having met one of 1000 ms', (limit, yes) => {
    expect(answer([late], limit) !== undefined).toBe(yes);
  });

  test('gives way to an execution that had more time', () => {
    const slow = executed({ timeoutMs: 5_000, seconds: 3 });
    expect(answer([late, slow], 5_000)?.outcome).toBe('pass');
    expect(answer([late, slow], 1_000)?.outcome).toBe('timeout');
  });
});

test('cells of base and of other tests are kept apart', () => {
  const base = executed({ candidateId: null, outcome: 'fail' });
  expect(answer([base, executed({ testScriptId: 2 })], 1_000)).toBeUndefined();
});
