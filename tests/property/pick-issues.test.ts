import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Issue } from '../../domain/issue.ts';
import { filterIssues, isInShard, nextIssues, undoneFirst } from '../../pipeline/pick-issues.ts';
import type { IssueSummary } from '../../pipeline/summary.ts';

type State = IssueSummary['state'];

function issueOf(instanceId: string, repository = 'octo/calc'): Issue {
  return {
    instanceId,
    repository,
    baseCommit: 'a'.repeat(40),
    text: 'It fails.',
    image: { name: '', root: '/testbed', setup: '' },
    language: 'python',
    runCommand: 'python3 {script}',
  };
}

const idsOf = (issues: readonly Issue[]) => issues.map(({ instanceId }) => instanceId);
const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 60 });
const shards = fc.integer({ min: 1, max: 9 });

/** What of `wanted` no part holds, and what several parts hold. */
function lostOrDoubled(wanted: readonly string[], parts: readonly (readonly string[])[]): string[] {
  const times = (id: string) => parts.filter((part) => part.includes(id)).length;
  return wanted.filter((id) => times(id) !== 1);
}

function shardsOf(issues: readonly Issue[], of: number): string[][] {
  return Array.from({ length: of }, (_, at) =>
    idsOf(filterIssues(issues, { shard: { number: at + 1, of } })),
  );
}

describe('shards', () => {
  test('together are the data set, and no instance is in two', () => {
    fc.assert(
      fc.property(ids, shards, (names, of) => {
        const issues = names.map((name) => issueOf(name));
        expect(lostOrDoubled(names, shardsOf(issues, of))).toEqual([]);
      }),
    );
  });

  test('keep an instance whatever else the data set holds, and in whatever order', () => {
    fc.assert(
      fc.property(ids, ids, shards, (names, others, of) => {
        const few = shardsOf(
          names.map((name) => issueOf(name)),
          of,
        );
        const more = [...new Set([...others, ...names])].reverse().map((name) => issueOf(name));
        const many = shardsOf(more, of);
        for (const [at, part] of few.entries()) expect(many[at]).toEqual(expect.arrayContaining(part));
      }),
    );
  });

  test('of a benchmark are about equal', () => {
    const names = Array.from({ length: 500 }, (_, number) => `django__django-${10_000 + number * 7}`);
    for (const of of [2, 4, 10]) {
      const sizes = shardsOf(
        names.map((name) => issueOf(name)),
        of,
      ).map((part) => part.length);
      // Five standard deviations of a fair draw.
      const spread = 5 * Math.sqrt((500 / of) * (1 - 1 / of));
      for (const size of sizes) expect(Math.abs(size - 500 / of)).toBeLessThan(spread);
    }
  });

  test('are what they were when runs began: their numbers never change', () => {
    const shardOf = (id: string) => [1, 2, 3, 4].find((number) => isInShard(id, { number, of: 4 }));
    expect(['django__django-11099', 'sympy__sympy-20590', 'a', ''].map(shardOf)).toEqual([2, 2, 4, 1]);
  });

  test('control: a shard by position moves an instance, and what is lost or doubled is seen', () => {
    const byPosition = (names: readonly string[], number: number, of: number) =>
      names.filter((_, at) => at % of === number - 1);
    expect(byPosition(['b', 'c'], 1, 2)).toContain('b');
    expect(byPosition(['a', 'b', 'c'], 1, 2)).not.toContain('b');
    const tooFew = [['a'], ['b']];
    expect(lostOrDoubled(['a', 'b', 'c'], tooFew)).toEqual(['c']);
    expect(lostOrDoubled(['a'], [['a'], ['a']])).toEqual(['a']);
  });
});

describe('a limit', () => {
  /** Works on what is next, as a run does; `ends` says how an issue ends. */
  function walk(
    names: readonly string[],
    limit: number,
    ends: (id: string, time: number) => State,
    times: number,
  ) {
    const states = new Map<string, State>();
    const begun: string[][] = [];
    for (let time = 0; time < times; time++) {
      const next = idsOf(
        nextIssues(
          names.map((name) => issueOf(name)),
          states,
          limit,
        ),
      );
      for (const id of next) states.set(id, ends(id, time));
      begun.push(next);
    }
    return { states, begun };
  }

  test('repeated walks through the whole set: nothing lost, nothing doubled', () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 7 }), (names, limit) => {
        const { begun } = walk(names, limit, () => 'done', Math.ceil(names.length / limit) + 1);
        expect(lostOrDoubled(names, begun)).toEqual([]);
        expect(begun.flat()).toEqual(names);
        expect(begun.at(-1)).toEqual([]);
      }),
    );
  });

  test('never stands still for issues that machinery fails', () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 7 }), fc.func(fc.boolean()), (names, limit, fails) => {
        const times = Math.ceil(names.length / limit);
        const { states } = walk(names, limit, (id) => (fails(id) ? 'errored' : 'done'), times);
        expect([...states.keys()]).toEqual(names);
      }),
    );
  });

  test('takes up what is begun before it begins more', () => {
    const names = ['a', 'b', 'c', 'd'].map((name) => issueOf(name));
    const states = new Map<string, State>([
      ['a', 'errored'],
      ['b', 'done'],
      ['c', 'unfinished'],
    ]);
    expect(idsOf(nextIssues(names, states, 2))).toEqual(['c', 'd']);
    expect(idsOf(nextIssues(names, states, 9))).toEqual(['c', 'd', 'a']);
    expect(idsOf(nextIssues(names, states, undefined))).toEqual(['a', 'b', 'c', 'd']);
  });
});

test('what was done before waits behind the rest, each in its order', () => {
  const issues = ['a', 'b', 'c', 'd'].map((name) => issueOf(name));
  expect(idsOf(undoneFirst(issues, new Set(['a', 'c', 'x'])))).toEqual(['b', 'd', 'a', 'c']);
  expect(idsOf(undoneFirst(issues, new Set()))).toEqual(['a', 'b', 'c', 'd']);
});

describe('a filter', () => {
  const issues = [issueOf('a-1', 'x/a'), issueOf('b-1', 'x/b'), issueOf('a-2', 'x/a')];

  test('lets through what all its parts let through, in the order of the data set', () => {
    expect(idsOf(filterIssues(issues, {}))).toEqual(['a-1', 'b-1', 'a-2']);
    expect(idsOf(filterIssues(issues, { repositories: ['x/a'] }))).toEqual(['a-1', 'a-2']);
    expect(idsOf(filterIssues(issues, { repositories: ['x/a', 'x/b'], instances: ['a-2', 'b-1'] }))).toEqual([
      'b-1',
      'a-2',
    ]);
    expect(idsOf(filterIssues(issues, { repositories: ['x/b'], instances: ['a-2'] }))).toEqual([]);
  });

  test('that names what is not there is refused, with what there is', () => {
    expect(() => filterIssues(issues, { instances: ['a-1', 'A-1', 'c'] })).toThrow('no instance A-1, c');
    expect(() => filterIssues(issues, { repositories: ['x/A'] })).toThrow(
      'no repository x/A; it has x/a, x/b',
    );
  });
});
