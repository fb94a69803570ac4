import { loadavg } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { note, out, wholeNumber } from '../../../scripts/output.ts';
import { startCli } from '../steps/processes.ts';
import { CALLS_PER_ISSUE, SAMPLES } from '../steps/replies.ts';
import { setUp } from '../steps/set-up.ts';

// npm run bench:resume -- [--issues N] [--times N]
// A run is killed when the server has had half of its calls; then from the start of the next process to the first
// call that reaches the server, by the server's clock, which is this machine's. Of several resumes the median.

const ISSUES = 500;
const TIMES = 3;
/** For the whole run alone. */
const MOST_MS = 2_000;
const LOOK_EVERY_MS = 20;

const { values } = parseArgs({ options: { issues: { type: 'string' }, times: { type: 'string' } } });
const issues = wholeNumber('--issues', 1)(values.issues ?? String(ISSUES));
const times = wholeNumber('--times', 1)(values.times ?? String(TIMES));

process.once('SIGINT', () => process.exit(130));
const bench = await setUp(issues);
try {
  const half = (issues * CALLS_PER_ISSUE) / 2;
  const command = bench.command('resume', issues);
  const first = startCli(command);
  await until(async () => (await bench.server.stats()).requests >= half);
  await first.kill();
  const taken: number[] = [];
  for (let time = 0; time < times; time++) {
    await bench.server.mark();
    const resumed = startCli(command);
    await until(async () => (await bench.server.stats()).firstAt !== null);
    const cpuMs = resumed.cpuSeconds() * 1000;
    const { firstAt } = await bench.server.stats();
    await resumed.kill();
    taken.push((firstAt ?? Number.NaN) - resumed.startedAt);
    note(
      `first call after ${taken.at(-1)} ms, ${cpuMs.toFixed(0)} ms of CPU; load ${loadavg()[0]?.toFixed(1)}`,
    );
  }
  const median = taken.sort((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
  out(`resume ${median} ms trajectories ${issues * SAMPLES}`);
  if (issues === ISSUES && median > MOST_MS) process.exitCode = 1;
} finally {
  await bench.close();
}

async function until(reached: () => Promise<boolean>): Promise<void> {
  while (!(await reached())) await wait(LOOK_EVERY_MS);
}
