import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import type { Store } from '../../db/store.ts';
import { troop } from '../support/run-main.ts';
import { RANGES, smallRepository } from '../support/small-repository.ts';
import { writeTape } from '../support/write-tape.ts';
import { WRONG_VOTE } from '../tapes/wrong-vote.ts';
import { issueOf, tapeRun } from './tape-run.ts';

let run: string[];
let file: string;

/** A finished run with both candidates graded, and a copy of its store in which every grade says the contrary. */
beforeEach(async () => {
  const { folder, dataset } = await smallRepository();
  const model = writeTape(join(folder, 'tape.jsonl'), RANGES, WRONG_VOTE);
  run = tapeRun({ folder, dataset, model, samples: 3 });
  file = join(folder, 'troop.db');
  await troop(run);
  const graded = await troop(['grade', '--store', file, '--all', '--json']);
  const printed = z.object({ grades: z.array(z.object({ verdict: z.string() })) });
  const verdicts = printed.parse(JSON.parse(graded.stdout)).grades;
  expect(verdicts.map(({ verdict }) => verdict).sort()).toEqual(['resolved', 'unresolved']);
  copyFileSync(file, flipped());
  const client = new SqliteDatabase(flipped());
  const { changes } = client
    .prepare("update grades set verdict = case verdict when 'resolved' then 'unresolved' else 'resolved' end")
    .run();
  client.close();
  expect(changes).toBe(2);
});

function flipped(): string {
  return `${file}.flipped`;
}

/** What is chosen in a store by either rule, by hand, and by a resumed run under another rule with the agent. */
async function choices(store: string, weaken?: (store: Store) => Store): Promise<unknown[]> {
  const chosen: unknown[] = [];
  for (const rule of ['codemonkeys', 'discriminating']) {
    const voted = await troop(['select', '--store', store, '--rule', rule, '--json'], {}, weaken);
    chosen.push(JSON.parse(voted.stdout));
  }
  const place = run.map((argument) => (argument === file ? store : argument));
  for (const selectBy of ['vote', 'agent']) {
    const resumed = issueOf(
      await troop([...place, '--vote', 'codemonkeys', '--select-by', selectBy], {}, weaken),
    );
    chosen.push([resumed.chosen, resumed.votes, resumed.voters, resumed.fallback]);
  }
  return chosen;
}

test('no choice changes when every grade is flipped', async () => {
  expect(await choices(flipped())).toEqual(await choices(file));
});

test('a vote that looked at grades would be caught', async () => {
  const cheating = (store: Store): Store => ({
    ...store,
    executions: (runId, instanceId) => {
      const verdicts = new Map(store.grades(runId).map(({ candidateId, verdict }) => [candidateId, verdict]));
      return store.executions(runId, instanceId).map((execution) => {
        const verdict = execution.candidateId === null ? undefined : verdicts.get(execution.candidateId);
        if (verdict === undefined) return execution;
        return { ...execution, outcome: verdict === 'resolved' ? 'pass' : 'fail' };
      });
    },
  });
  expect(await choices(flipped(), cheating)).not.toEqual(await choices(file, cheating));
});
