import { statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import SqliteDatabase from 'better-sqlite3';
import { note, out, wholeNumber } from '../../../scripts/output.ts';
import { sdkAlone, startCli } from './processes.ts';
import { CALLS_PER_ISSUE } from './replies.ts';
import { setUp } from './set-up.ts';

// npm run bench:steps -- [--issues N]

const ISSUES = 500;
/** What a whole run has to keep; a shortened one is mostly its start. */
const LEAST_RATIO = 0.6;
const MOST_PEAK_MB = 400;
const MEBIBYTE = 1024 ** 2;
/** Of the SDK alone, half before the run and half after it, so that a machine that slows down slows both. */
const CALLS_ALONE = 6_000;

const { values } = parseArgs({ options: { issues: { type: 'string' } } });
const issues = wholeNumber('--issues', 1)(values.issues ?? String(ISSUES));

process.once('SIGINT', () => process.exit(130));
const bench = await setUp(issues);
try {
  note(`${issues} issues, ${bench.contextTokens} tokens of context each; load ${loadavg()[0]?.toFixed(1)}`);
  await run('first', 1);
  const callsAlone = Math.min(CALLS_ALONE, issues * CALLS_PER_ISSUE);
  const before = await alone(callsAlone / 2);
  await bench.server.mark();
  const { seconds, peakBytes, cpuSeconds, store } = await run('steps', issues);
  const { requests } = await bench.server.stats();
  const after = await alone(callsAlone / 2);
  const rows = ledgerRows(store);
  if (rows !== requests) throw new Error(`the ledger has ${rows} rows, the server had ${requests} requests`);
  note(`${((cpuSeconds / rows) * 1000).toFixed(2)} ms of CPU a step; load ${loadavg()[0]?.toFixed(1)}`);
  const rate = rows / seconds;
  const sdkRate = (before.calls + after.calls) / (before.seconds + after.seconds);
  const peakMb = Math.ceil(peakBytes / MEBIBYTE);
  const sizes = `peak ${peakMb} MB rows ${rows} store ${Math.ceil(sizeOf(store) / MEBIBYTE)} MB`;
  out(
    `steps ${rate.toFixed(0)} per second sdk ${sdkRate.toFixed(0)} ratio ${(rate / sdkRate).toFixed(2)} ${sizes}`,
  );
  const kept = rate / sdkRate >= LEAST_RATIO && peakMb <= MOST_PEAK_MB;
  if (issues === ISSUES && !kept) process.exitCode = 1;
} finally {
  await bench.close();
}

async function run(name: string, limit: number) {
  const command = bench.command(name, limit);
  const ended = await startCli(command).ended();
  if (ended.status !== 0)
    throw new Error(`troop run ended with status ${ended.status}; see ${command.output}`);
  return { ...ended, store: command.store };
}

async function alone(calls: number) {
  const found = await sdkAlone(bench.server.url, bench.bodies, Math.ceil(calls));
  const cpuMs = ((found.cpuSeconds / found.calls) * 1000).toFixed(2);
  note(`the SDK alone: ${(found.calls / found.seconds).toFixed(0)} calls a second, ${cpuMs} ms of CPU each`);
  return found;
}

function ledgerRows(store: string): number {
  const client = new SqliteDatabase(store, { readonly: true });
  try {
    return Number(client.prepare('select count(*) from ledger').pluck().get());
  } finally {
    client.close();
  }
}

function sizeOf(store: string): number {
  return [store, `${store}-wal`].reduce(
    (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
