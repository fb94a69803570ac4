import { once } from 'node:events';
import SqliteDatabase from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../../db/open-store.ts';
import type { Store } from '../../../db/store.ts';
import { writeAheadMode } from '../../../db/write-ahead-mode.ts';
import { CONFIG, executeStep, INSTANCE, openEditing, packed } from './sample-rows.ts';
import { startStoreProcess } from './store-process.ts';
import { tempFile, tempStore } from './temp-store.ts';

/** Kills a writing process once it has reported `after` steps. Returns the last step it reported. */
async function killedWriter(part: 'write' | 'forget', file: string, after: number): Promise<number> {
  const { child, lines, ended } = startStoreProcess(part, file);
  let last = -1;
  for await (const line of lines) {
    last = Number(line);
    if (last === after) child.kill('SIGKILL');
  }
  await ended;
  expect(child.signalCode).toBe('SIGKILL');
  expect(last).toBeGreaterThanOrEqual(after);
  return last;
}

/** Steps that a process reported and that the store does not hold, with everything each one made. */
function lostSteps(store: Store, reported: number): number[] {
  const run = store.findRun('night');
  const [trajectory] = run ? store.trajectories(run.id, INSTANCE) : [];
  if (!run || !trajectory) throw new Error('the writer had opened its trajectory');
  const steps = new Set(store.steps(trajectory.id).map(({ index }) => index));
  const patches = new Set(store.candidates(run.id, INSTANCE).map(({ patch }) => patch));
  const tests = new Set(store.testScripts(run.id, INSTANCE).map(({ text }) => text));
  const indices = Array.from({ length: reported + 1 }, (_, index) => index);
  return indices.filter(
    (index) => !steps.has(index) || !patches.has(`+ ${index}`) || !tests.has(`t${index}`),
  );
}

describe('a killed process', () => {
  it.each([7, 60])(
    'leaves a file that opens with each row it committed (killed after step %i)',
    async (after) => {
      const file = tempFile();
      const reported = await killedWriter('write', file, after);
      const store = tempStore({}, file);
      expect(lostSteps(store, reported)).toEqual([]);
      const client = new SqliteDatabase(file, { readonly: true });
      expect(client.pragma('integrity_check', { simple: true })).toBe('ok');
      expect(client.pragma('foreign_key_check')).toEqual([]);
      client.close();
    },
  );

  it('that kept its steps in memory is caught', async () => {
    const file = tempFile();
    const reported = await killedWriter('forget', file, 7);
    expect(lostSteps(tempStore({}, file), reported)).toHaveLength(reported + 1);
  });
});

describe('several processes', () => {
  it('read while another writes, never half a step', async () => {
    const file = tempFile();
    const store = tempStore({}, file);
    const run = store.createRun('night', CONFIG, null);
    const { id } = openEditing(store, run);
    const { lines, ended } = startStoreProcess('read', file);
    let index = 0;
    let looks = 0;
    let seen: number[] = [];
    for await (const line of lines) {
      if (line !== 'looked') {
        seen = JSON.parse(line);
        continue;
      }
      looks += 1;
      if (looks === 40) store.endTrajectory(id, 'done', 0);
      if (looks >= 40) continue;
      for (let burst = 0; burst < 5; burst++, index++) {
        const step = executeStep(index, index + 1, { patch: `+ ${index}`, testScript: `t${index}` });
        store.appendStep(id, await packed(step));
      }
    }
    await ended;
    // Candidates, then tests, then candidates again: each look is at least as new as the one before.
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(new Set(seen).size).toBeGreaterThan(3);
    expect(seen.at(-1)).toBe(index);
  });

  it('may open one new file at the same moment', async () => {
    const file = tempFile();
    const children = [1, 2, 3, 4].map(() => startStoreProcess('open', file));
    await Promise.all(children.map(({ ended }) => ended));
    expect(children.map(({ child }) => child.exitCode)).toEqual([0, 0, 0, 0]);
    const store = openStore(file);
    expect(store.listRuns()).toHaveLength(4);
    store.close();
  });

  it('wait for each other where one changes the journal mode that another still writes in', async () => {
    const client = new SqliteDatabase(tempFile());
    const { child, lines } = startStoreProcess('hold', client.name);
    await once(lines, 'line');
    expect(writeAheadMode(client, 30_000)).toBe('wal');
    client.close();
    await once(child, 'exit');
    expect(child.exitCode).toBe(0);
  });
});
