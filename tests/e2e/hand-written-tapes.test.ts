import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../db/open-store.ts';
import { troop } from '../support/run-main.ts';
import { RANGES, smallRepository } from '../support/small-repository.ts';
import { type Replies, writeTape } from '../support/write-tape.ts';
import { FORMAT_SLIPS, MOST_TURNS, SLIPS } from '../tapes/format-slips.ts';
import { NO_PATCH } from '../tapes/no-patch.ts';
import { ALL_PASS_ON_BASE, PASSES_ON_BASE } from '../tapes/passes-on-base.ts';
import { issueOf, tapeRun } from './tape-run.ts';

async function replayed(replies: Replies, samples: number, settings: Record<string, unknown> = {}) {
  const { folder, dataset } = await smallRepository();
  const model = writeTape(join(folder, 'tape.jsonl'), RANGES, replies);
  const ran = await troop(tapeRun({ folder, dataset, model, samples, settings }));
  return { ran, issue: issueOf(ran), store: join(folder, 'troop.db') };
}

test('no patch is an honest answer: the run is done, the reason is told, the prediction is empty', async () => {
  const { ran, issue, store } = await replayed(NO_PATCH, 1, { editing: { turns: 2 } });
  expect(ran.status).toBe(0);
  expect(issue).toMatchObject({ state: 'done', chosen: null, grade: null, candidates: 0, tests: 1 });
  expect(issue.fallback).toBe('no patch: no sample ended with one');
  const exported = await troop(['export', '--store', store]);
  expect(JSON.parse(exported.stdout)).toMatchObject({ instance_id: RANGES, model_patch: '' });
  const shown = await troop(['status', '--store', store]);
  expect(shown.stdout).toContain('no patch');
});

test('a test that passes on the unpatched code has no vote', async () => {
  const { issue } = await replayed(PASSES_ON_BASE, 2, { selectBy: 'vote' });
  expect(issue).toMatchObject({ tests: 2, voters: 1, votes: 1, grade: 'resolved', fallback: null });
});

test('where every test passes on the unpatched code all of them vote, and the selection says so', async () => {
  const { issue } = await replayed(ALL_PASS_ON_BASE, 2, { selectBy: 'vote' });
  expect(issue).toMatchObject({ tests: 2, voters: 2, votes: 2 });
  expect(issue.fallback).toBe('none of 2 test scripts exits 2 on the unpatched code, so all of them voted');
  // Both candidates pass both; the shorter leads, and here it is the wrong one.
  expect(issue.grade).toBe('unresolved');
});

test('every format slip of every agent is answered and counted, and the run ends done', async () => {
  const turns = MOST_TURNS;
  const { ran, issue, store } = await replayed(FORMAT_SLIPS, 2, {
    context: { mode: 'all-files' },
    testing: { turns },
    editing: { turns },
    selecting: { turns },
  });
  expect(ran.status, ran.stderr).toBe(0);
  expect(issue).toMatchObject({
    state: 'done',
    grade: 'resolved',
    candidates: 2,
    fallback: null,
    errors: [],
  });

  const opened = openStore(store);
  const run = opened.findRun('e2e');
  const trajectories = opened.trajectories(run?.id ?? 0, RANGES);
  const counted = (role: string) =>
    trajectories.filter((row) => row.role === role).reduce((sum, { slips }) => sum + slips, 0);
  // One relevance reply and two rankings cannot be read; the first ranking of the three stands alone.
  expect({
    relevance: counted('relevance'),
    ranking: counted('ranking'),
    testing: counted('testing'),
    editing: counted('editing'),
    selecting: counted('selecting'),
  }).toEqual({ ...SLIPS });
  expect(trajectories.every(({ ending }) => ending === 'done')).toBe(true);

  // Each slip of the editing agent got an answer of its own, and the same complaint only where the slip is the same.
  const editing = trajectories.find(({ role, sample }) => role === 'editing' && sample === 0);
  const complaints = opened
    .steps(editing?.id ?? 0)
    .flatMap(({ action }) => (action.kind === 'ask' ? action.messages : []))
    .map(({ parts }) => parts.map(({ text }) => text).join(''))
    .filter((text) => text.startsWith('Your reply could not be used.'));
  opened.close();
  expect(complaints).toHaveLength(SLIPS.editing);
  expect(complaints.filter((text, place) => complaints.indexOf(text) !== place)).toEqual([]);
});
