import type { StoreReader } from '../db/store.ts';
import { summarise } from '../pipeline/summary.ts';
import { findRun } from './find-run.ts';
import type { Host } from './host.ts';
import { out, outJson } from './output.ts';
import { countGrades } from './reports/grade-counts.ts';
import { costlyLine, moneyLine, runMoney } from './reports/run-money.ts';
import { runTable, usd } from './reports/run-table.ts';
import { safeText } from './safe-text.ts';
import { withReader } from './session.ts';

interface StatusOptions {
  readonly store: string;
  readonly json: boolean;
  readonly run?: string;
  readonly watch: boolean;
  readonly every: number;
}

/** Prints what a run has come to, once or until it is done. */
export async function statusCommand(options: StatusOptions, host: Host): Promise<void> {
  await withReader(options.store, host, (store) => watch(store, options));
}

async function watch(store: StoreReader, options: StatusOptions): Promise<void> {
  for (;;) {
    const run = findRun(store, options.run);
    const issues = summarise(store, run);
    const spent = store.spending(run.id, 'run').get(run.name);
    const open = store.openReservations(run.id);
    const spending = store.spending(run.id, 'instance');
    const money = runMoney({
      issues: issues.map(({ instance, state, costUsd }) => ({
        instance,
        costUsd,
        knownUsd: spending.get(instance)?.knownUsd ?? 0,
        isFinished: state === 'done',
      })),
      reservedUsd: open.usd,
    });
    if (options.json)
      outJson({
        run: run.name,
        openReservations: open,
        spent: spent ?? null,
        budgetUsd: run.config.running.budgetUsd,
        end: money.end,
        costly: money.costly,
        grades: countGrades(issues),
        issues,
      });
    else {
      const { budgetUsd } = run.config.running;
      const limit = budgetUsd === null ? '' : ` of ${usd(budgetUsd)}`;
      const head = `run ${run.name}: spent ${usd(spent ? spent.costUsd : 0)}${limit} USD, ${open.calls} calls reserved (${usd(open.usd)} USD)`;
      const lines = [head, moneyLine(money), ...money.costly.map(costlyLine), runTable(issues)];
      out(safeText(lines.join('\n')));
    }
    if (!options.watch || issues.every(({ state }) => state === 'done')) return;
    await new Promise((resolve) => setTimeout(resolve, options.every * 1000));
  }
}
