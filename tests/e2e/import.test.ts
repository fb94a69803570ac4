import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../db/open-store.ts';
import { troop } from '../support/run-main.ts';
import { served } from '../support/served.ts';
import {
  patchOf,
  RANGES,
  type SmallRepository,
  scriptOf,
  smallRepository,
} from '../support/small-repository.ts';
import type { Replies } from '../support/write-tape.ts';
import { issueOf, tapeRun } from './tape-run.ts';

/** Two testing agents and a selecting one; nobody picks a context and nobody edits. */
const REPLIES: Replies = {
  'testing/0/1': scriptOf("parse('3-1')", "seen.join() === '3,2,1'"),
  'testing/0/2': '<done/>',
  'testing/1/1': scriptOf("parse('3-1')", 'seen.length === 3'),
  'testing/1/2': '<done/>',
  'selecting/0/1': scriptOf("parse('9-7')", "seen.join() === '9,8,7'"),
  'selecting/0/2': '<choice>1</choice>',
};

const RIGHT = prediction('agent-right', patchOf('counts down'));
const WRONG = prediction('agent-wrong', patchOf('counts up'));

function prediction(name: string, patch: string) {
  return { instance_id: RANGES, model_name_or_path: name, model_patch: patch };
}

let place: SmallRepository;

beforeEach(async () => {
  place = await smallRepository();
});

function fileOf(name: string, text: string): string {
  const path = join(place.folder, name);
  writeFileSync(path, text);
  return path;
}

async function run(files: readonly string[], ...flags: readonly string[]) {
  const server = await served(REPLIES);
  const model = `openai-compatible:fake-1@${server.openaiUrl}`;
  const argv = tapeRun({ folder: place.folder, dataset: place.dataset, model, samples: 2 });
  const ran = await troop([...argv, '--import', files.join(','), '--no-edit', ...flags]);
  const calls = (await server.log()).flatMap((line) => (line.event === 'request' ? [line.callId ?? ''] : []));
  return { ran, roles: calls.map((id) => id.split('/')[2]) };
}

describe('predictions of others', () => {
  test('become candidates, are tested, voted on, chosen from and graded', async () => {
    const files = [
      fileOf('a.jsonl', `${JSON.stringify(WRONG)}\n`),
      fileOf('b.json', JSON.stringify({ [RANGES]: RIGHT }, null, 2)),
    ];
    const { ran, roles } = await run(files, '--unsafe');
    expect(ran.status, ran.stderr).toBe(0);
    expect(issueOf(ran)).toMatchObject({
      state: 'done',
      candidates: 2,
      tests: 2,
      votes: 2,
      voters: 2,
      grade: 'resolved',
    });
    expect(issueOf(ran).chosen).toContain('.reverse()');
    // No context call and no editing call was made.
    expect(roles.toSorted()).toEqual(['selecting', 'selecting', 'testing', 'testing', 'testing', 'testing']);
  });

  test('are told by the name of who made them', async () => {
    await run(
      [fileOf('a.json', JSON.stringify([RIGHT, { ...RIGHT, model_name_or_path: 'twin' }]))],
      '--unsafe',
    );
    const store = openStore(join(place.folder, 'troop.db'));
    const candidates = store.candidates(store.findRun('e2e')?.id ?? 0, RANGES);
    store.close();
    expect(candidates.map(({ sources }) => sources.map(({ origin }) => origin))).toEqual([
      ['agent-right', 'twin'],
    ]);
  });

  test('that are empty or of other instances are counted and left out', async () => {
    const rows = [
      RIGHT,
      prediction('lazy', ''),
      prediction('none', '  \n'),
      { ...WRONG, instance_id: 'octo__other-1' },
      { ...RIGHT, instance_id: 'octo__other-1' },
    ];
    const { ran } = await run([fileOf('a.json', JSON.stringify(rows))], '--unsafe');
    expect(ran.stderr).toContain(
      'predictions: 1 imported, 2 empty, 2 for instances that the run does not have',
    );
    expect(issueOf(ran).candidates).toBe(1);
  });

  test('that hold no diff are refused by name, and the others run', async () => {
    const rows = [prediction('broken', 'list index out of range'), RIGHT];
    const { ran } = await run([fileOf('a.json', JSON.stringify(rows))], '--unsafe');
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.stderr).toContain(
      `a.json, entry 1: ${RANGES} refused: no diff in it: "list index out of range"`,
    );
    expect(issueOf(ran)).toMatchObject({ candidates: 1, grade: 'resolved' });
  });
});

test('a patch that no tool can read is refused by file, line and instance, and the others run', async () => {
  const cut = prediction('cut', RIGHT.model_patch.replace(/^@@ .*$/m, '@@ -1,40 +1,40 @@'));
  const rows = [RIGHT, cut].map((row) => JSON.stringify(row));
  const { ran } = await run([fileOf('mine.jsonl', `${rows.join('\n')}\n`)], '--unsafe');
  expect(ran.stderr).toContain(`mine.jsonl, line 2: ${RANGES} refused: no tool can read it: a hunk`);
  expect(issueOf(ran)).toMatchObject({ candidates: 1, grade: 'resolved' });
});

describe('process sandboxes', () => {
  test('refuse imported candidates without --unsafe, and nothing is begun', async () => {
    const { ran, roles } = await run([fileOf('a.json', JSON.stringify([RIGHT]))]);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toMatch(/does not isolate.*--unsafe/);
    expect(roles).toEqual([]);
  });

  test('refuse them also where they were imported before', async () => {
    const file = fileOf('a.json', JSON.stringify([RIGHT, WRONG]));
    await run([file], '--unsafe');
    const { folder, dataset } = place;
    const model = 'tape:none.jsonl';
    const again = await troop(tapeRun({ folder, dataset, model, samples: 2 }));
    expect(again.status).toBe(1);
    expect(again.stderr).toMatch(/does not isolate.*--unsafe/);
  });
});

test('a bad prediction is named by file, line and field, and leaves the store as it was', async () => {
  const good = JSON.stringify(RIGHT);
  const bad = JSON.stringify({ ...RIGHT, model_patch: 7 });
  const { ran, roles } = await run([fileOf('mine.jsonl', `${good}\n\n${bad}\n`)], '--unsafe');
  expect(ran.status).toBe(1);
  expect(ran.stderr).toMatch(/mine\.jsonl, line 3, model_patch: /);
  expect(roles).toEqual([]);
  const store = openStore(join(place.folder, 'troop.db'));
  expect(store.listRuns()).toEqual([]);
  store.close();
});
