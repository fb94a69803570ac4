import type { Store } from '../db/store.ts';
import type { Config } from '../domain/config.ts';
import type { Run } from '../domain/records.ts';
import { Budget, type SpendingLimits } from './budget.ts';

/** The budget of a run, over what its ledger says that earlier processes spent. */
export function runBudget(store: Pick<Store, 'committedUsd' | 'committedAt'>, { id, config }: Run): Budget {
  return new Budget({
    limits: limitsOf(config),
    spentBefore: (level, place) =>
      level === 'run' ? store.committedUsd(id) : store.committedAt(id, level, place),
  });
}

export function isLimited(config: Config): boolean {
  return Object.values(limitsOf(config)).some((limit) => limit !== null);
}

export function limitsOf({ running }: Config): SpendingLimits {
  const { budgetUsd, issueUsd, stageUsd, trajectoryUsd } = running;
  return { run: budgetUsd, issue: issueUsd, stage: stageUsd, trajectory: trajectoryUsd };
}
