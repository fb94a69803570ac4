import Table from 'cli-table3';
import type { Store, StoreReader } from '../db/store.ts';
import { UsageError } from '../domain/errors.ts';
import type { OpenEntry } from '../domain/ledger.ts';
import type { Run } from '../domain/records.ts';
import { priceLate } from '../pipeline/late-prices.ts';
import { withLease } from '../pipeline/with-lease.ts';
import { type OpenCost, settleByHand, settleByReport } from './control/settle-open.ts';
import { readUsageReport } from './control/usage-report.ts';
import { findRun } from './find-run.ts';
import type { Host } from './host.ts';
import { note, out, outJson } from './output.ts';
import { usd } from './reports/run-table.ts';
import { safeText } from './safe-text.ts';
import { withOldStore, withReader } from './session.ts';
import { thisOwner } from './this-owner.ts';

interface ControlOptions {
  readonly store: string;
  readonly json: boolean;
  readonly run?: string;
  readonly settleOpen?: OpenCost;
  readonly call?: string;
  readonly usageReport?: string;
  readonly budget?: number;
}

/** Lists a run's open reservations, settles them, or changes the limit of a run, also of one that is under way. */
export async function controlCommand(options: ControlOptions, host: Host): Promise<void> {
  const { settleOpen, call, usageReport, budget } = options;
  if (settleOpen !== undefined && usageReport !== undefined)
    throw new UsageError('--settle-open and --usage-report both settle: give one');
  if (call !== undefined && settleOpen === undefined) throw new UsageError('--call goes with --settle-open');
  const changes = settleOpen !== undefined || usageReport !== undefined || budget !== undefined;
  if (!changes) return withReader(options.store, host, (store) => list(store, options));
  await withOldStore(options.store, host, async (store) => {
    const run = findRun(store, options.run);
    if (budget !== undefined) changeBudget(store, run, budget);
    // Of a run under way, open reservations are calls in flight: only its own process may settle those.
    const settled =
      settleOpen === undefined && usageReport === undefined
        ? []
        : await withLease(store, run, thisOwner(), () => Promise.resolve(settle(store, run, options)));
    if (options.json) outJson({ run: run.name, settled, open: store.openEntries(run.id) });
    else if (settleOpen !== undefined || usageReport !== undefined)
      out(safeText(settledText(settled, store.openEntries(run.id))));
  });
}

function settledText(settled: readonly OpenEntry[], open: readonly OpenEntry[]): string {
  const batched = open.filter(({ priceClass }) => priceClass === 'batch');
  const text = `${settled.length} reservations settled, ${open.length} open`;
  if (batched.length === 0) return text;
  const ids = batched.map(({ callId }) => callId).join(', ');
  return `${text}\n${batched.length} of them in batches, which a resume may read; --call ID settles one by hand: ${ids}`;
}

function settle(store: Store, run: Run, { settleOpen, call, usageReport }: ControlOptions): OpenEntry[] {
  if (usageReport !== undefined) return settleByReport(store, run, readUsageReport(usageReport));
  return settleByHand(store, run, { cost: settleOpen ?? 'reserved', callId: call });
}

/** A process that works on the run hears of it within seconds; any later one reads it in the run's settings. */
function changeBudget(store: Store, run: Run, budgetUsd: number): void {
  const { id, name, config } = run;
  const unknown = Object.keys(config.prices).filter((model) => config.prices[model] === null);
  if (unknown.length > 0)
    throw new UsageError(`--budget cannot be kept without the price of ${unknown.join(', ')}`);
  const changed = { ...config, running: { ...config.running, budgetUsd } };
  priceLate(store, { ...run, config: changed });
  store.updateConfig(id, changed);
  store.putCommand(id, { kind: 'budget', budgetUsd });
  note(`run ${name} may spend ${budgetUsd} USD`);
}

function list(store: StoreReader, options: ControlOptions): void {
  const run = findRun(store, options.run);
  const open = store.openEntries(run.id);
  const { budgetUsd } = run.config.running;
  const committedUsd = store.committedUsd(run.id);
  if (options.json) outJson({ run: run.name, budgetUsd, committedUsd, open });
  else out(safeText(listText(run, committedUsd, open)));
}

function listText({ name, config }: Run, committedUsd: number, open: readonly OpenEntry[]): string {
  const { budgetUsd } = config.running;
  const limit = budgetUsd === null ? 'no budget' : `a budget of ${budgetUsd} USD`;
  const head = `run ${name}: ${usd(committedUsd)} USD spent or reserved, ${limit}`;
  if (open.length === 0) return `${head}; no reservation is open`;
  const table = new Table({
    head: ['call', 'model', 'since', 'at most, USD'],
    style: { head: [], border: [] },
  });
  for (const { callId, model, openedAt, reservedUsd } of open)
    table.push([callId, model, new Date(openedAt).toISOString(), usd(reservedUsd)]);
  return `${head}\n${table}`;
}
