import { expect, test } from 'vitest';
import { packText } from '../../../db/packed-text.ts';
import { CONFIG, INSTANCE, openItem, packedPatch } from './sample-rows.ts';
import { tempStore } from './temp-store.ts';

const DETAILS = { ranking: [], votingTests: [], fallback: null };

test('a chronicle tells when items, selections and grades were made, in order', async () => {
  let now = 100;
  const store = tempStore({ now: () => now++ });
  const run = store.createRun('night', CONFIG, null);
  store.importCandidate(run.id, INSTANCE, 'other', await packedPatch('+ a'));
  const item = openItem(store, run, 'vote');
  store.putSelection(item, { kind: 'vote', rule: 'codemonkeys', candidateId: 1, details: DETAILS });
  store.closeItem(item.id, 'done');
  const [report, log] = [await packText('{"cause":null}'), await packText('the log')];
  const doubts = { suspect: null, infrastructure: null };
  const place = { instanceId: INSTANCE, candidateId: 1, harness: 'troop' };
  store.putGrade(run.id, { ...place, ...doubts, verdict: 'resolved', report, log });
  const { items, selections, grades } = store.chronicle(run.id, INSTANCE);
  const [opened, selected, closed] = [items[0]?.openedAt, selections[0]?.selectedAt, items[0]?.closedAt];
  expect([opened, selected, closed, grades[0]?.gradedAt]).toEqual(
    [opened, selected, closed, grades[0]?.gradedAt].toSorted((a, b) => (a ?? 0) - (b ?? 0)),
  );
  expect(opened).toBeGreaterThanOrEqual(100);
  expect(grades).toMatchObject([
    { candidateId: 1, harness: 'troop', verdict: 'resolved', report: { cause: null } },
  ]);
  expect(store.text(grades[0]?.log ?? '')).toBe('the log');
  expect(store.chronicle(run.id, 'octo__other-2')).toEqual({ items: [], selections: [], grades: [] });
});

test('a grade that replaces another keeps the time of the first', async () => {
  let now = 100;
  const store = tempStore({ now: () => now });
  const run = store.createRun('night', CONFIG, null);
  store.importCandidate(run.id, INSTANCE, 'other', await packedPatch('+ a'));
  const [report, log] = [await packText('{}'), await packText('the log')];
  const doubts = { suspect: null, infrastructure: null };
  const grade = { instanceId: INSTANCE, candidateId: 1, harness: 'troop', ...doubts, report, log };
  store.putGrade(run.id, { ...grade, verdict: 'errored' });
  now = 200;
  store.putGrade(run.id, { ...grade, verdict: 'unresolved' });
  store.putGrade(run.id, { ...grade, verdict: 'resolved' }, 'replace');
  expect(store.chronicle(run.id, INSTANCE).grades).toMatchObject([{ verdict: 'resolved', gradedAt: 100 }]);
});

test('a source keeps what an imported trajectory said of itself, with its turns', async () => {
  const store = tempStore();
  const run = store.createRun('night', CONFIG, null);
  const details = {
    agent: 'mini-swe-agent 2.4.6',
    model: 'acme/solver-1',
    turns: 3,
    costUsd: 0.75,
    exitStatus: 'Submitted',
    fileSha256: 'f'.repeat(64),
  };
  store.importCandidate(run.id, INSTANCE, 'acme/solver-1#ffffffff', await packedPatch('+ a'), details);
  store.importCandidate(run.id, INSTANCE, 'plain', await packedPatch('+ a'));
  const [candidate] = store.candidates(run.id, INSTANCE);
  expect(candidate?.sources).toEqual([
    { trajectoryId: null, sample: null, turn: 0, final: true, origin: 'plain' },
    { trajectoryId: null, sample: null, turn: 3, final: true, origin: 'acme/solver-1#ffffffff', details },
  ]);
});
