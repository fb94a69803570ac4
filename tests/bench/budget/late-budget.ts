import { BudgetError } from '../../../domain/errors.ts';
import type { Budget } from '../../../pipeline/budget.ts';

/** A control: a limit that is tested before a call and fed after it, as the peers have it. */
export function lateBudget(limitUsd: number, spentUsd: number): Pick<Budget, 'hold'> {
  let spent = spentUsd;
  return {
    hold: () => {
      if (spent >= limitUsd) return Promise.reject(new BudgetError('spent'));
      return Promise.resolve({
        settle: (usd) => {
          spent += usd;
        },
      });
    },
  };
}
