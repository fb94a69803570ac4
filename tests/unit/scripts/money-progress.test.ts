import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../pipeline/deps.ts';
import { moneyProgress } from '../../../scripts/money-progress.ts';
import { type IssueMoney, moneyLine, runMoney } from '../../../scripts/reports/run-money.ts';
import { CONFIG, ledgerEntry } from '../db/sample-rows.ts';
import { tempStore } from '../db/temp-store.ts';

const USAGE = { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** A run of five issues whose calls cost what a test says, and the lines that its progress writes. */
function watched(done: readonly string[] = []) {
  const store = tempStore();
  const run = store.createRun('night', CONFIG, null);
  const spend = (instanceId: string, costUsd: number | null) =>
    store.settle(store.reserve(ledgerEntry(run, { instanceId })), {
      usage: USAGE,
      costUsd,
      error: null,
      settledBy: 'reply',
    });
  const finished = new Set<string>();
  const lines: string[] = [];
  let clockMs = 1e12;
  const wait = (ms: number) => {
    clockMs += ms;
  };
  const watch = () =>
    moneyProgress(
      {
        ...{ store, run, issues: ['a', 'b', 'c', 'd', 'e'], done: new Set(done), now: () => clockMs },
        isDone: (instance) => finished.has(instance),
      },
      (line) => lines.push(line),
    );
  return { store, run, spend, finished, watch, lines, wait };
}

const left = (instanceId: string): RunEvent => ({ kind: 'left', instanceId });
const ended = (instanceId: string): RunEvent => ({
  kind: 'ended',
  instanceId,
  role: 'editing',
  sample: 0,
  ending: 'done',
});

describe('the money of a run under way', () => {
  it('is told when an issue is finished: spent, reserved, and a forecast to the end', () => {
    const { store, run, spend, finished, watch, lines } = watched();
    const tell = watch();
    spend('a', 2);
    store.reserve(ledgerEntry(run, { instanceId: 'b', reservedUsd: 0.25 }));
    finished.add('a');
    tell(left('a'));
    expect(lines).toEqual([
      '2.0000 USD spent, 0.2500 reserved, 1 of 5 issues finished, about 10.00 USD at the end',
    ]);
    spend('b', 4);
    finished.add('b');
    tell(left('b'));
    expect(lines[1]).toMatch(
      /^6\.0000 USD spent, .* about 15\.00 USD at the end \(1\d\.\d\d to 1\d\.\d\d\)$/,
    );
  });

  it('counts no issue as finished that is not done, however far it came', () => {
    const { watch, lines } = watched();
    const tell = watch();
    tell(left('a'));
    tell({ kind: 'stage', instanceId: 'b', stage: 'select', note: '' });
    tell(left('b'));
    expect(lines).toEqual([]);
  });

  it('names each issue that costs far more than the others once, while it still runs', () => {
    const { spend, watch, lines, wait } = watched(['a', 'b', 'c']);
    for (const issue of ['a', 'b', 'c']) spend(issue, 1);
    const tell = watch();
    for (const usd of [2.9, 0.2, 1]) {
      spend('d', usd);
      tell(ended('d'));
      wait(5_000);
    }
    expect(lines).toEqual(['d  costs far more than the others: 3.1000 USD so far']);
  });

  it('is never 0 where a price is unknown', () => {
    const known = { instance: 'b', isFinished: false, costUsd: 1, knownUsd: 1 };
    const lineOf = (knownUsd: number, ...issues: IssueMoney[]) => {
      const partly = { instance: 'a', isFinished: true, costUsd: null, knownUsd };
      const money = runMoney({ issues: [partly, ...issues], reservedUsd: 0 });
      expect(money.end).toBeNull();
      return moneyLine(money).split(', ').at(0);
    };
    expect(lineOf(0, known)).toBe('1.0000 USD and an unknown price spent');
    // An issue of two models, one of which has a price.
    expect(lineOf(0.5, known)).toBe('1.5000 USD and an unknown price spent');
    expect(lineOf(0)).toBe('an unknown price spent');
  });
});
