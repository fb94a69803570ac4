import PQueue from 'p-queue';
import { note, out } from '../../scripts/output.ts';
import { FAULTS } from './faults.ts';
import { judge } from './judge.ts';
import { playCase } from './play-case.ts';
import { type Control, lineOf, type Played, verdictOf } from './report.ts';
import { APIS, type Api, type Case, PRICE, setUp } from './set-up.ts';

// npm run test:faults
// The built program under each fault of a provider, in each protocol, against the fake server in a process of its own.
// Beside them two weakened variants under one fault each, which the same checks must catch under both SDKs.

/** Most of a case is waiting. */
const AT_ONCE = 4;

const CONTROLS: readonly Control[] = [
  {
    variant: 'retrying-sdks',
    fault: '529',
    isCaught: ({ wrong, unbilled }) => wrong.length > 0 && unbilled > 0,
  },
  { variant: 'no-token-deadline', fault: 'hang inside the stream', isCaught: ({ isHung }) => isHung },
];

// What it started ends with this process; see cli-process.ts.
process.once('SIGINT', () => process.exit(130));
const apis = Object.keys(APIS) as Api[];
const theatre = await setUp();
let passed = false;
try {
  const playAll = (cases: readonly Case[]) => {
    const queue = new PQueue({ concurrency: AT_ONCE });
    return Promise.all(cases.map((one) => queue.add(() => play(one))));
  };
  const casesOf = (name: string, variant: Case['variant']): Case[] =>
    FAULTS.filter((fault) => fault.name === name).flatMap((fault) =>
      apis.map((api) => ({ fault, api, variant })),
    );
  // In a queue of their own: those that hang would hold up the others.
  const [weak, cases] = await Promise.all([
    playAll(CONTROLS.flatMap(({ fault, variant }) => casesOf(fault, variant))),
    playAll(FAULTS.flatMap(({ name }) => casesOf(name, 'cli'))),
  ]);
  for (const one of [...cases, ...weak]) out(lineOf(one));
  const verdict = verdictOf(cases, weak, CONTROLS);
  out(verdict.line);
  passed = verdict.passed;
} finally {
  if (!passed) note(`stores and all output are in ${theatre.folder}`);
  await theatre.close({ keep: !passed });
}
process.exitCode = passed ? 0 : 1;

async function play(one: Case): Promise<Played> {
  const stage = await theatre.stage(one);
  const began = Date.now();
  const findings = judge(one.fault.expected, await playCase(stage, theatre.server), PRICE);
  return { ...one, findings, seconds: (Date.now() - began) / 1000 };
}
