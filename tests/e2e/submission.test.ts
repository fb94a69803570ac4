import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { selectionRecordSchema } from '../../pipeline/submission/selection-schema.ts';
import { troop } from '../support/run-main.ts';
import { served } from '../support/served.ts';
import { patchOf, RANGES, smallRepository } from '../support/small-repository.ts';
import { REPLIES, SECRET, submittedRun } from './submitted-run.ts';
import { tapeRun } from './tape-run.ts';

const { place, folder, text, submit } = submittedRun();

const record = () => selectionRecordSchema.parse(JSON.parse(text(`selections/${RANGES}.json`)));

function allFiles(): string[] {
  return readdirSync(folder(), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder().length + 1))
    .toSorted();
}

describe('a submission', () => {
  test('has the files that the leaderboard asks for, and the record of each choice', () => {
    expect(allFiles()).toEqual([
      'README.md',
      'all_preds.jsonl',
      `logs/${RANGES}/patch.diff`,
      `logs/${RANGES}/report.json`,
      `logs/${RANGES}/test_output.txt`,
      'metadata.yaml',
      `selections/${RANGES}.json`,
      `trajs/${RANGES}.json`,
      `trajs/${RANGES}.md`,
    ]);
  });

  test('submits the chosen patch, the same in the predictions, the logs and the trajectory', () => {
    const prediction = JSON.parse(text('all_preds.jsonl'));
    expect(prediction).toMatchObject({ instance_id: RANGES, model_name_or_path: 'acme/troop' });
    expect(prediction.model_patch).toContain('.reverse()');
    expect(text(`logs/${RANGES}/patch.diff`)).toBe(prediction.model_patch);
    expect(JSON.parse(text(`trajs/${RANGES}.json`)).model_patch).toBe(prediction.model_patch);
  });

  test('reports the grade in the official form, beside the log that was judged', () => {
    expect(JSON.parse(text(`logs/${RANGES}/report.json`))).toEqual({
      [RANGES]: {
        patch_is_None: false,
        patch_exists: true,
        patch_successfully_applied: true,
        resolved: true,
        infra_failure: false,
        tests_status: {
          FAIL_TO_PASS: { success: ['a reversed range counts down'], failure: [] },
          PASS_TO_PASS: {
            success: ['an ascending range counts up', 'a number stands for itself'],
            failure: [],
          },
          FAIL_TO_FAIL: { success: [], failure: [] },
          PASS_TO_FAIL: { success: [], failure: [] },
        },
      },
    });
    expect(text(`logs/${RANGES}/test_output.txt`)).toContain('a reversed range counts down');
  });

  test('brings a draft of the metadata, with the models that answered and one attempt', () => {
    const metadata: unknown = parse(text('metadata.yaml'));
    expect(metadata).toMatchObject({
      info: { name: 'acme/troop', site: '' },
      tags: { checked: false, model: ['fake-1'], system: { attempts: '1' } },
    });
  });

  const tellTales = (content: string) =>
    [place().folder, place().dataset, process.cwd(), SECRET, '127.0.0.1'].filter((word) =>
      content.includes(word),
    );

  test('names neither this machine nor a key', () => {
    for (const file of allFiles()) expect(tellTales(text(file)), file).toEqual([]);
  });

  test('control: a file that names either is caught', () => {
    expect(tellTales(`at ${place().folder}/lib/parse.js`)).toEqual([place().folder]);
    expect(tellTales(`key ${SECRET}`)).toEqual([SECRET]);
  });

  test('is not written over another one', async () => {
    const again = await submit(folder());
    expect([again.status, again.stderr]).toEqual([1, expect.stringContaining('is not empty')]);
    const nowhere = await troop([
      'export',
      '--store',
      join(place().folder, 'troop.db'),
      '--format',
      'submission',
    ]);
    expect([nowhere.status, nowhere.stderr]).toEqual([1, expect.stringContaining('--out DIR')]);
  });
});

describe('the record of a choice', () => {
  test('tells candidates with sources and votes, tests with outcomes, and who chose', () => {
    const { how, chosen, candidates, tests, history, costs } = record();
    expect(how).toMatchObject({
      kind: 'agent',
      by_hand: false,
      fallback: null,
      agent: { turns: 2, ending: 'done', model: 'openai-compatible:fake-1' },
    });
    expect(how?.reason).toBe('Only one counts down.');
    expect(candidates.map(({ final, rank, votes }) => [final, rank, votes]).toSorted()).toEqual([
      [true, 1, 2],
      [true, 2, 2],
    ]);
    expect(candidates.find(({ id }) => id === chosen?.candidate_id)?.patch).toContain('.reverse()');
    expect(candidates.flatMap(({ sources }) => sources.map(({ sample }) => sample)).toSorted()).toEqual([
      0, 1,
    ]);
    const voted = tests.filter(({ voted: has }) => has);
    expect(voted.map(({ outcomes }) => outcomes.base)).toEqual(['fail', 'fail']);
    expect(history.map(({ kind }) => kind)).toEqual(['vote', 'agent']);
    expect(Object.keys(costs)).toContain('selecting / sample 0');
  });

  test('shows that it was made before anything was graded, on evidence that gives the same vote', () => {
    const { answer, chosen } = record();
    expect(answer.selected_before_grading).toBe(true);
    expect(answer.vote_reproduced).toBe(true);
    expect(Date.parse(chosen?.selected_at ?? '')).toBeLessThanOrEqual(
      Date.parse(answer.first_graded_at ?? ''),
    );
    expect(answer.stages.at(-1)).toMatchObject({ stage: 'grade', status: 'done' });
    expect(answer.trajectories).toHaveLength(5);
    expect(answer.trajectories.every(({ last_step_hash: hash }) => /^[0-9a-f]{64}$/.test(hash ?? ''))).toBe(
      true,
    );
  });

  test('names the fields that could be seen, and none of the answer is among them', () => {
    const { visible_fields: fields } = record().issue;
    expect(fields).toEqual([
      'instanceId',
      'repository',
      'baseCommit',
      'text',
      'image',
      'language',
      'runCommand',
    ]);
  });

  test('says so where a choice was made again after the grade', async () => {
    const store = join(place().folder, 'later.db');
    cpSync(join(place().folder, 'troop.db'), store);
    const again = await troop(['select', '--store', store, '--rule', 'codemonkeys']);
    expect(again.status, again.stderr).toBe(0);
    const late = join(place().folder, 'late');
    const counted = await troop([
      'export',
      '--store',
      store,
      '--format',
      'submission',
      '--out',
      late,
      '--json',
    ]);
    expect(JSON.parse(counted.stdout)).toMatchObject({
      folder: late,
      instances: 1,
      patched: 1,
      selectedBeforeGrading: 0,
    });
    const { answer, how } = selectionRecordSchema.parse(
      JSON.parse(readFileSync(join(late, `selections/${RANGES}.json`), 'utf8')),
    );
    expect([answer.selected_before_grading, how?.by_hand]).toEqual([false, true]);
    expect(readFileSync(join(late, 'README.md'), 'utf8')).toContain(
      `made again afterwards, through the view that has no grades: ${RANGES}`,
    );
  });
});

test('an ungraded choice has no logs, and the readme says that nothing was graded', async () => {
  const bare = await smallRepository();
  const file = join(bare.folder, 'p.json');
  const row = { instance_id: RANGES, model_name_or_path: 'other', model_patch: patchOf('counts down') };
  writeFileSync(file, JSON.stringify([row]));
  const server = await served(REPLIES);
  const model = `openai-compatible:fake-1@${server.openaiUrl}`;
  const argv = tapeRun({ folder: bare.folder, dataset: bare.dataset, model, samples: 1 });
  const ran = await troop([
    ...argv,
    '--import',
    file,
    '--no-edit',
    '--unsafe',
    '--no-grade',
    '--select-by',
    'vote',
  ]);
  expect(ran.status, ran.stderr).toBe(0);
  const out = join(bare.folder, 'submission');
  await troop(['export', '--store', join(bare.folder, 'troop.db'), '--format', 'submission', '--out', out]);
  expect(existsSync(join(out, 'logs'))).toBe(false);
  expect(readFileSync(join(out, 'README.md'), 'utf8')).toContain('No grade is in the store');
  expect(readFileSync(join(out, `trajs/${RANGES}.md`), 'utf8')).toContain(
    '## Patch made by other agents\n\n- other',
  );
});
