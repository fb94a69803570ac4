import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configSchema } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';
import { type CheckableRow, type CheckedInstance, checkableRows, checkGold } from '../pipeline/gold-check.ts';
import { findDataset } from '../pipeline/swebench/dataset/find-dataset.ts';
import { hubSettings } from '../pipeline/swebench/dataset/hub-settings.ts';
import type { PullPolicy } from '../sandbox/docker/images/provide-image.ts';
import { composeEngine } from './compose.ts';
import { type DatasetOptions, filterOf } from './dataset-options.ts';
import type { Host } from './host.ts';
import { withInterrupt } from './interrupt.ts';
import { note, out, outJson } from './output.ts';
import { checkTable, checkText } from './reports/check-table.ts';
import { safeText } from './safe-text.ts';
import { thisOwner } from './this-owner.ts';

export interface CheckOptions extends DatasetOptions {
  readonly dataset: string;
  readonly rowsOnly: boolean;
  readonly repeat: number;
  readonly jobs: number;
  readonly timeout?: number;
  readonly logs?: string;
  readonly sandbox: 'docker' | 'process';
  readonly pull: PullPolicy;
  readonly json: boolean;
}

/** Checks rows, then base and gold patch of each; ends with status 2 where anything is not as it should be. */
export async function checkCommand(options: CheckOptions, host: Host): Promise<void> {
  const { dataset, split } = options;
  const place = await findDataset(
    { name: dataset, split, before: null },
    hubSettings(host.environment),
    note,
  );
  const { rows, problems } = await checkableRows(place, filterOf(options));
  // A shard of few rows may well be empty.
  if (rows.length === 0 && problems.length === 0 && options.shard === undefined)
    throw new UsageError(`${place} has no rows to check`);
  const messages = problems.map(({ message }) => message);
  for (const message of messages) note(`bad row: ${message}`);
  const { checked, interrupted } = options.rowsOnly
    ? { checked: [], interrupted: false }
    : await checkRows(rows, place, options, host);
  const order = rows.map(({ issue }) => issue.instanceId);
  checked.sort((a, b) => order.indexOf(a.instanceId) - order.indexOf(b.instanceId));
  const counts = countsOf(rows.length, messages, checked);
  if (options.json)
    outJson({ dataset: place, ...counts, problems: messages, instances: checked.map(withoutLogs) });
  else {
    if (checked.length > 0) out(safeText(checkTable(checked)));
    out(`${rows.length} rows can be used, ${messages.length} faults of rows`);
    if (!options.rowsOnly)
      out(`good ${counts.good} bad ${counts.bad} flaky ${counts.flaky} errored ${counts.errored}`);
  }
  const isGood = messages.length === 0 && (options.rowsOnly || counts.good === rows.length);
  host.end(interrupted ? 130 : isGood ? 0 : 2);
}

async function checkRows(
  rows: readonly CheckableRow[],
  place: string,
  { sandbox, jobs, repeat, timeout, logs, pull }: CheckOptions,
  host: Host,
): Promise<{ checked: CheckedInstance[]; interrupted: boolean }> {
  if (logs !== undefined) await mkdir(logs, { recursive: true });
  const config = configSchema.parse({
    sandbox,
    execution: timeout === undefined ? {} : { gradeTimeoutMs: timeout * 1000 },
    running: { sandboxes: jobs },
  });
  // No store holds it: a check leaves nothing behind but images.
  const run: Run = { id: 0, name: 'check', config, dataset: place };
  const images = { place, environment: host.environment, pull, say: note } as const;
  const engine = await composeEngine(run, thisOwner(), images);
  const checked: CheckedInstance[] = [];
  const writing: Promise<void>[] = [];
  try {
    const { interrupted } = await withInterrupt(note, async ({ signal, stopping }) => {
      await checkGold(rows, {
        engine,
        execution: config.execution,
        jobs,
        repeat,
        signal,
        stopping,
        checked: (instance) => {
          checked.push(instance);
          note(checkText(instance));
          if (logs !== undefined) writing.push(writeLogs(instance, logs));
        },
      });
    });
    return { checked, interrupted };
  } finally {
    await engine.close();
    await Promise.all(writing);
  }
}

async function writeLogs({ instanceId, gradings }: CheckedInstance, folder: string): Promise<void> {
  const names = gradings.map(
    ({ kind }, index) => `${instanceId.replaceAll(/[^\w.-]/g, '_')}.${kind}.${Math.floor(index / 2) + 1}.log`,
  );
  await Promise.all(gradings.map(({ log }, index) => writeFile(join(folder, names[index] ?? ''), log)));
}

function countsOf(rows: number, problems: readonly string[], checked: readonly CheckedInstance[]) {
  const inState = (wanted: CheckedInstance['state']) =>
    checked.filter(({ state }) => state === wanted).length;
  return {
    rows,
    badRows: problems.length,
    good: inState('good'),
    bad: inState('bad'),
    flaky: inState('flaky'),
    errored: inState('errored'),
  };
}

function withoutLogs({ instanceId, state, faults, remarks, gradings }: CheckedInstance) {
  const verdicts = gradings.map(({ kind, report, seconds }) => {
    const { verdict, cause, suspect, infrastructure } = report;
    return { kind, verdict, cause, suspect, infrastructure, seconds };
  });
  return { instance: instanceId, state, faults, remarks, gradings: verdicts };
}
