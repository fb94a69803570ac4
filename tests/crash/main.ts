import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { note, out, wholeNumber } from '../../scripts/output.ts';
import { crashTest } from './crash-test.ts';
import { verdictOf } from './report.ts';
import { setUp } from './set-up.ts';

// npm run test:crash -- [KILLS] [--seed N]
// The seed decides which events are killed at; how they interleave is up to the machine.

const DEFAULT_KILLS = 30;

const { values, positionals } = parseArgs({ options: { seed: { type: 'string' } }, allowPositionals: true });
const kills = wholeNumber('KILLS', 1)(positionals[0] ?? String(DEFAULT_KILLS));
const seed = wholeNumber('--seed')(values.seed ?? String(randomInt(2 ** 32)));

// What it started ends with this process; see cli-process.ts.
process.once('SIGINT', () => process.exit(130));
const theatre = await setUp();
let passed = false;
try {
  const verdict = verdictOf(await crashTest({ theatre, kills, seed, tell: out }), kills);
  out(verdict.line);
  passed = verdict.passed;
} finally {
  if (!passed) note(`stores, their copies and all output are in ${theatre.directory}`);
  await theatre.close({ keep: !passed });
}
process.exitCode = passed ? 0 : 1;
