import type { Command } from 'commander';
import { summarise } from '../../pipeline/summary.ts';
import { findRun } from '../find-run.ts';
import type { Host } from '../host.ts';
import { onStore, out, outJson, wholeNumber } from '../output.ts';
import { withReader } from '../session.ts';

interface StatusOptions {
  readonly store: string;
  readonly json: boolean;
  readonly run?: string;
  readonly watch: boolean;
  readonly every: number;
}

export function registerStatus(program: Command, host: Host): void {
  onStore(program.command('status').description('what a run is doing'))
    .option('--run <name>', 'name of the run; may be left out where there is one')
    .option('--watch', 'go on until the run is done', false)
    .option('--every <s>', 'seconds between looks of --watch', wholeNumber('--every', 1), 2)
    .action((options: StatusOptions) => withReader(options.store, host, (store) => watch(store, options)));
}

async function watch(store: Parameters<typeof summarise>[0], options: StatusOptions): Promise<void> {
  const { runTable, usd } = await import('../reports/run-table.ts');
  for (;;) {
    const run = findRun(store, options.run);
    const issues = summarise(store, run);
    const spent = store.spending(run.id, 'run').get(run.name);
    const open = store.openReservations(run.id);
    if (options.json) outJson({ run: run.name, openReservations: open, spent: spent ?? null, issues });
    else out(`run ${run.name}: ${open.calls} calls reserved (${usd(open.usd)} USD)\n${runTable(issues)}`);
    if (!options.watch || issues.every(({ state }) => state === 'done')) return;
    await new Promise((resolve) => setTimeout(resolve, options.every * 1000));
  }
}
