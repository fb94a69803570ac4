import type { Store } from '../db/store.ts';
import type { Run } from '../domain/records.ts';
import { costlyAboveUsd } from '../domain/stats/run-outlook.ts';
import type { RunEvent } from '../pipeline/deps.ts';
import { costlyLine, type IssueMoney, moneyLine, runMoney } from './reports/run-money.ts';

export interface MoneyWatch {
  readonly store: Pick<Store, 'spending' | 'openReservations'>;
  readonly run: Run;
  /** All issues of the run, and those that were done before. */
  readonly issues: readonly string[];
  readonly done: ReadonlySet<string>;
  /** Whether an issue is done now, as the status says. */
  readonly isDone: (instance: string) => boolean;
  readonly now: () => number;
}

const NOTHING = { costUsd: 0, knownUsd: 0 };

/** An issue that is still at work is looked at no more often. */
const LOOK_MS = 5_000;

/**
 * Tells what the run has spent and will have spent whenever an issue is finished, and names once each issue that costs
 * far more than the others. Asks the store for one issue's rows at a time: there may be a million.
 */
export function moneyProgress(watched: MoneyWatch, write: (line: string) => void): (event: RunEvent) => void {
  const { store, run, isDone, now } = watched;
  const money = moneyBefore(watched);
  const named = new Set<string>();
  const lookedAt = new Map<string, number>();
  let above = costlyAboveUsd(finishedUsd(money));

  function look(instance: string, isFinished: boolean): void {
    lookedAt.set(instance, now());
    const spent = store.spending(run.id, 'instance', instance).get(instance);
    const { costUsd, knownUsd } = spent ?? NOTHING;
    money.set(instance, { instance, isFinished, costUsd, knownUsd });
    if (above === null || costUsd === null || costUsd <= above || named.has(instance)) return;
    named.add(instance);
    write(costlyLine({ instance, costUsd }));
  }

  return (event) => {
    if (event.kind === 'money') return;
    const { instanceId: instance, kind } = event;
    const wasFinished = money.get(instance)?.isFinished === true;
    if (kind === 'ended' && now() - (lookedAt.get(instance) ?? 0) >= LOOK_MS) look(instance, wasFinished);
    if (kind !== 'left') return;
    const isFinished = isDone(instance);
    look(instance, isFinished);
    if (wasFinished || !isFinished) return;
    above = costlyAboveUsd(finishedUsd(money));
    write(
      moneyLine(runMoney({ issues: [...money.values()], reservedUsd: store.openReservations(run.id).usd })),
    );
  };
}

function moneyBefore({ store, run, issues, done }: MoneyWatch): Map<string, IssueMoney> {
  const spending = store.spending(run.id, 'instance');
  return new Map(
    issues.map((instance) => {
      const { costUsd, knownUsd } = spending.get(instance) ?? NOTHING;
      return [instance, { instance, isFinished: done.has(instance), costUsd, knownUsd }];
    }),
  );
}

function finishedUsd(money: ReadonlyMap<string, IssueMoney>): number[] {
  return [...money.values()].flatMap(({ isFinished, costUsd }) =>
    isFinished && costUsd !== null ? [costUsd] : [],
  );
}
