import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { packText } from '../../db/packed-text.ts';
import { patchIdentity } from '../../domain/patch.ts';
import { troop } from '../support/run-main.ts';
import { patchOf, RANGES } from '../support/small-repository.ts';
import { CONFIG, ISSUE } from '../unit/db/sample-rows.ts';
import { tempFolder, tempStore } from '../unit/db/temp-store.ts';

/** Made by the real programs; see make-trajectories.py beside them. */
const TAPES = join(import.meta.dirname, '../tapes/mini-swe-agent');

let folder: string;
let store: ReturnType<typeof tempStore>;
let flags: string[];

beforeEach(async () => {
  folder = tempFolder();
  const file = join(folder, 'troop.db');
  store = tempStore({}, file);
  const run = store.createRun('night', CONFIG, null);
  const ids = [RANGES, 'octo__ranges-8', 'octo__ranges-9'];
  for (const [position, instanceId] of ids.entries())
    store.addInstance(run.id, position, { ...ISSUE, instanceId }, await packText(ISSUE.text));
  flags = ['--store', file, '--run', 'night'];
});

describe('a folder of mini-swe-agent 1.x', () => {
  test('gives its patches; an error in the place of one is refused, and nothing else is lost', async () => {
    const runs = join(folder, 'runs');
    cpSync(join(TAPES, 'v1'), runs, { recursive: true });
    const { status, stdout } = await troop(['import', runs, ...flags]);
    expect(status).toBe(2);
    const lines = stdout.replaceAll(`${runs}/`, '').trim().split('\n');
    const refused = 'no diff in it: "list index out of range" (the agent ended with IndexError)';
    expect(lines).toEqual([
      `${RANGES}/${RANGES}.traj.json: trajectory: 1 imported, 0 empty`,
      'octo__ranges-8/octo__ranges-8.traj.json: trajectory: 0 imported, 1 empty',
      'octo__ranges-9/octo__ranges-9.traj.json: trajectory: 0 imported, 0 empty',
      `octo__ranges-9/octo__ranges-9.traj.json: octo__ranges-9 refused: ${refused}`,
      'preds.json: predictions: 0 imported, 0 empty, 3 are those of trajectories beside it',
    ]);
    expect(store.candidates(1, RANGES).map(({ identity }) => identity)).toEqual([
      patchIdentity(patchOf('counts down')),
    ]);
  });
});

describe('trajectories of mini-swe-agent 2.x', () => {
  const file = join(TAPES, `v2/${RANGES}/${RANGES}.traj.json`);

  test('are shown with agent, turns, cost and ending', async () => {
    await troop(['import', file, ...flags]);
    const { stdout } = await troop(['show', RANGES, '--candidate', '1', ...flags]);
    expect(stdout).toMatch(
      /^ {2}from acme\/solver-1#[0-9a-f]{8} \(mini-swe-agent 2\.4\.6, 3 turns, 0\.75 USD, Submitted\), final$/m,
    );
    const { stdout: json } = await troop(['show', RANGES, '--candidate', '1', ...flags, '--json']);
    expect(JSON.parse(json).sources).toMatchObject([{ turn: 3, details: { costUsd: 0.75 } }]);
  });

  test('that are read twice are one source; two of one patch are two sources of one candidate', async () => {
    const { stdout } = await troop(['import', file, file, ...flags]);
    expect(stdout.replaceAll(file, 'F')).toBe(
      'F: trajectory: 1 imported, 0 empty\nF: trajectory: 0 imported, 1 already there, 0 empty\n',
    );
    await troop(['import', file, join(TAPES, `v1/${RANGES}/${RANGES}.traj.json`), ...flags]);
    const candidates = store.candidates(1, RANGES);
    expect(candidates.map(({ sources }) => sources.map(({ details }) => details?.agent))).toEqual([
      ['mini-swe-agent 2.4.6', 'mini-swe-agent 1.17.5'],
    ]);
  });

  test("are told by --json, and preds.json alone is read under the model's name", async () => {
    const { stdout, status } = await troop(['import', join(TAPES, 'v2/preds.json'), ...flags, '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { kind: 'predictions', candidates: 1, empty: 2, unknown: [], strangers: 0, refused: [] },
    ]);
    const again = await troop(['import', join(TAPES, 'v2/preds.json'), ...flags, '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject([{ candidates: 0, already: 1, empty: 2, refused: [] }]);
    expect(store.candidates(1, RANGES)[0]?.sources.map(({ origin }) => origin)).toEqual(['acme/solver-1']);
  });
});
