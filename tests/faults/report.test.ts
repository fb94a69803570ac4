import { expect, it } from 'vitest';
import { FAULTS } from './faults.ts';
import type { Findings } from './judge.ts';
import { type Control, type Played, verdictOf } from './report.ts';
import { faultOfRun, runOf } from './run-name.ts';
import { APIS, type Api } from './set-up.ts';

const CLEAN: Findings = { wrong: [], isHung: false, unbilled: 0 };
const CONTROLS: readonly Control[] = [
  { variant: 'no-token-deadline', fault: '529', isCaught: ({ isHung }) => isHung },
];
const apis = Object.keys(APIS) as Api[];

function played(variant: Played['variant'], findings: Findings, faults = FAULTS): Played[] {
  return faults.flatMap((fault) => apis.map((api) => ({ fault, api, variant, findings, seconds: 1 })));
}

const caught = played('no-token-deadline', { ...CLEAN, isHung: true }, FAULTS.slice(0, 1));

it('there are sixteen faults under two SDKs, each with a name of its own that survives as a run', () => {
  const { line, passed } = verdictOf(played('cli', CLEAN), caught, CONTROLS);
  expect([line, passed]).toEqual(['faults 16 sdks 2 wrong 0 hung 0 unbilled 0 control 1', true]);
  for (const { name } of FAULTS) expect(faultOfRun(runOf(name, 'openai-responses'))).toBe(name);
});

it.each<[Partial<Findings>, string]>([
  [{ wrong: ['one', 'two'] }, 'wrong 1 hung 0 unbilled 0'],
  [{ isHung: true }, 'wrong 0 hung 1 unbilled 0'],
  [{ unbilled: 7 }, 'wrong 0 hung 0 unbilled 7'],
])('one case with %j is counted and fails the whole', (found, words) => {
  const [first, ...others] = played('cli', CLEAN);
  const { line, passed } = verdictOf(
    [{ ...(first as Played), findings: { ...CLEAN, ...found } }, ...others],
    caught,
    CONTROLS,
  );
  expect(line).toContain(words);
  expect(passed).toBe(false);
});

it('a variant that is missed in one protocol, or never ran, is not caught', () => {
  const [first, ...others] = caught;
  const missed = [{ ...(first as Played), findings: CLEAN }, ...others];
  for (const weak of [missed, []])
    expect(verdictOf(played('cli', CLEAN), weak, CONTROLS)).toMatchObject({
      line: expect.stringContaining('control 0'),
      passed: false,
    });
});
