import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../../db/open-store.ts';
import { build } from '../../../scripts/build.mjs';
import { note, out, wholeNumber } from '../../../scripts/output.ts';
import { projectRoot } from '../../../scripts/project-root.ts';
import { random } from './calls.ts';

// npm run bench:budget -- [CALLS]
// Calls are asked for, 64 at a time, of a server that keeps a bill; the budget pays for about three quarters of them.
// The process that asks is killed and started again several times. What was billed is the server's word.

const CALLS = wholeNumber('CALLS', 100)(process.argv[2] ?? '10000');
/** About three quarters of what all of them cost, measured without a limit. */
const BUDGET_USD = round(CALLS * 0.0065);
const KILLS = 3;

const root = projectRoot(fileURLToPath(import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'troop-budget-'));
process.once('SIGINT', () => process.exit(130));

const outdir = join(root, '.cache', 'bench-budget');
await build(root, { entries: ['tests/bench/budget/spender.ts'], outdir });
const spender = join(outdir, 'spender.js');

let passed = false;
try {
  const control = await spend({
    name: 'late',
    kind: 'late',
    calls: Math.ceil(CALLS / 5),
    budgetUsd: BUDGET_USD / 10,
    kills: 0,
  });
  const beyond = control.billedUsd - BUDGET_USD / 10;
  out(
    `control: a limit that is tested after the call overshoots by ${beyond.toFixed(4)} of ${round(BUDGET_USD / 10)} USD`,
  );
  const { asked, billedUsd, openUsd, billedOpenUsd } = await spend({
    name: 'product',
    kind: 'product',
    calls: CALLS,
    budgetUsd: BUDGET_USD,
    kills: KILLS,
  });
  const overshoot = Math.max(0, billedUsd - BUDGET_USD);
  // What the server billed of a killed call is part of the reservation that the kill left.
  const used = ((billedUsd - billedOpenUsd + openUsd) / BUDGET_USD) * 100;
  out(
    `${KILLS} kills left ${openUsd.toFixed(4)} USD reserved, of which ${billedOpenUsd.toFixed(4)} were billed`,
  );
  out(
    `calls ${asked} billed ${billedUsd.toFixed(4)} budget ${BUDGET_USD} overshoot ${overshoot === 0 ? 0 : overshoot.toFixed(4)} used ${used.toFixed(1)} %`,
  );
  passed = asked === CALLS && overshoot === 0 && used >= 97 && used <= 100 && beyond > 0;
} finally {
  if (passed) await rm(folder, { recursive: true, force: true });
  else note(`stores and bills are in ${folder}`);
}
process.exitCode = passed ? 0 : 1;

interface Spending {
  readonly name: string;
  readonly kind: 'product' | 'late';
  readonly calls: number;
  readonly budgetUsd: number;
  readonly kills: number;
}

async function spend({ name, kind, calls, budgetUsd, kills }: Spending) {
  const bill = join(folder, `${name}.bill`);
  await writeFile(bill, '');
  const server = await startServer(bill);
  const store = join(folder, `${name}.db`);
  try {
    const next = random(7);
    // Where the money still reaches: a kill behind its end would find nothing in flight.
    const killedAt = Array.from({ length: kills }, () => Math.floor(next() * calls * 0.7)).sort(
      (a, b) => a - b,
    );
    let from = 0;
    for (const at of [...killedAt, Number.POSITIVE_INFINITY]) {
      from = await spendUntil(at, [store, `${budgetUsd}`, `${from}`, `${calls}`, kind], server.url);
    }
    const opened = openStore(store);
    const run = opened.findRun('bench');
    const open = run ? opened.openEntries(run.id) : [];
    opened.close();
    const billed = await readBill(bill);
    const openIds = new Set(open.map(({ callId }) => callId));
    return {
      asked: from,
      billedUsd: sum(billed.map(({ usd }) => usd)),
      openUsd: sum(open.map(({ reservedUsd }) => reservedUsd ?? 0)),
      billedOpenUsd: sum(billed.filter(({ callId }) => openIds.has(callId)).map(({ usd }) => usd)),
    };
  } finally {
    server.process.stdin?.end();
    await once(server.process, 'exit');
  }
}

/** Lets a spender run until it asks for a call of this index, then kills it; returns the first index not asked for. */
async function spendUntil(at: number, args: readonly string[], url: string): Promise<number> {
  const child = spawn(process.execPath, [spender, ...args], {
    env: { ...process.env, ANTHROPIC_API_KEY: 'key', ANTHROPIC_BASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const ended = once(child, 'exit');
  let last = Number(args[2]) - 1;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Math.max(last, Number(line));
    if (last >= at) child.kill('SIGKILL');
  }
  await ended;
  process.off('exit', end);
  return last + 1;
}

async function startServer(bill: string): Promise<{ process: ChildProcess; url: string }> {
  const path = fileURLToPath(new URL('server.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', path, bill, '3'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  for await (const url of createInterface({ input: child.stdout })) return { process: child, url };
  throw new Error('the server did not start');
}

async function readBill(bill: string): Promise<{ callId: string; usd: number }[]> {
  const lines = (await readFile(bill, 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [callId = '', usd] = line.split(' ');
    return { callId, usd: Number(usd) };
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function round(usd: number): number {
  return Math.round(usd * 100) / 100;
}
