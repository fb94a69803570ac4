import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openStoreReadOnly } from '../../db/open-store.ts';
import type { StoreReader } from '../../db/store.ts';
import { patchIdentity } from '../../domain/patch.ts';
import { costOf } from '../../domain/price.ts';
import type { Run } from '../../domain/records.ts';
import { finalsOf } from '../../pipeline/finals.ts';
import { gridOf } from '../../pipeline/grid.ts';
import { parsePredictions } from '../../pipeline/predictions.ts';
import type { Ran } from './dev-instances/built-cli.ts';
import { disagreements, missedFalsehoods } from './dev-instances/disagreements.ts';
import {
  answeredCalls,
  discriminating,
  recordedCells,
  recordedVotes,
  samplesAsked,
  scriptsOf,
  sourcesOf,
  storedCells,
  storedVotes,
  usageOf,
} from './dev-instances/evidence.ts';
import { pickedBy } from './dev-instances/replies.ts';
import { canSetUp, type Scene, setUp } from './dev-instances/set-up.ts';
import { printedVerdicts, recordedVerdicts, verdictOf } from './dev-instances/verdicts.ts';

/** Images not built yet take minutes, and so do seventy gradings on two cores that others use too. */
const LONG_MS = 900_000;
const MODEL = 'anthropic:fake-1';
const PRICE = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };
const PREFILTER_FILES = 80;
/** The votes part its recorded candidates in several groups. */
const CHOSEN_FROM = 'django__django-11790';

const runSchema = z.object({
  issues: z.array(z.object({ instance: z.string(), chosen: z.string().nullable() }).loose()),
});

describe.skipIf(!(await canSetUp()))('real instances', () => {
  let scene: Scene;
  let ran: Ran;
  let store: StoreReader;
  let run: Run;

  beforeAll(async () => {
    scene = await setUp();
    const config = `${scene.store}.config.json`;
    await writeFile(config, JSON.stringify({ prices: { [MODEL]: PRICE } }));
    ran = await scene.troop(
      [
        ...['run', '--run', 'e2e', '--store', scene.store, '--dataset', scene.dataset],
        ...['--model', MODEL, '--samples', '3', '--config', config, '--json'],
      ],
      { ANTHROPIC_API_KEY: 'none', ANTHROPIC_BASE_URL: scene.server.url },
    );
    store = openStoreReadOnly(scene.store);
    run = findRun('e2e');
  }, LONG_MS);

  afterAll(async () => {
    store?.close();
    await scene?.close();
  });

  test('end with the patch that the agent picked, graded as recorded', () => {
    expect(ran.status, ran.stderr).toBe(0);
    const { issues } = runSchema.parse(JSON.parse(ran.stdout));
    expect(issues.map(({ instance }) => instance)).toEqual(scene.played.map(({ instance }) => instance.id));
    for (const [place, played] of scene.played.entries()) {
      const { identity, resolved } = pickedBy(played);
      expect(issues[place]).toMatchObject({
        state: 'done',
        grade: verdictOf(resolved),
        candidates: 2,
        tests: 3,
        fallback: null,
        errors: [],
      });
      expect(patchIdentity(issues[place]?.chosen ?? '')).toBe(identity);
    }
  });

  test('get a context that holds every file to change, from relevance calls on few files', async () => {
    const calls = await answeredCalls(scene.server, 'e2e');
    for (const { instance, replies } of scene.played) {
      const context = store.context(run.id, instance.id);
      expect(context?.mode).toBe('prefilter');
      const paths = context?.files.map(({ path }) => path) ?? [];
      expect(paths.sort()).toEqual([...replies.relevant].sort());
      const considered = context?.considered ?? [];
      expect(considered.filter(({ relevant }) => relevant !== null)).toHaveLength(PREFILTER_FILES);
      expect(considered.length).toBeGreaterThan(PREFILTER_FILES);
      const asked = (role: string) => samplesAsked(calls, instance.id, role);
      expect(asked('relevance').size).toBe(PREFILTER_FILES);
      // A single file needs no order.
      expect(asked('ranking').size).toBe(replies.relevant.length > 1 ? run.config.context.rankings : 0);
    }
  });

  test('keep the patch of every turn, and which one each sample ended with', () => {
    for (const { instance, right, wrong } of scene.played) {
      const trajectories = store.trajectories(run.id, instance.id);
      for (const role of ['testing', 'editing'] as const) {
        const rows = trajectories.filter((row) => row.role === role);
        expect(rows.map(({ sample, ending, slips }) => [sample, ending, slips])).toEqual(
          [0, 1, 2].map((sample) => [sample, 'done', 0]),
        );
      }
      const turnsOf = (identity: string) => sourcesOf(store, run, instance.id, identity);
      expect(turnsOf(right.identity)).toEqual(['sample 0, turn 1, final', 'sample 2, turn 2, final']);
      expect(turnsOf(wrong.identity)).toEqual(['sample 1, turn 1, final', 'sample 2, turn 1']);
    }
  });

  test('fill the grid with the recorded exit statuses', () => {
    for (const played of scene.played) {
      const { id } = played.instance;
      const recorded = recordedCells(played);
      const stored = storedCells(played, store, run);
      expect(disagreements(recorded, stored)).toEqual([]);
      expect(stored.size).toBe(recorded.size);
      const grid = gridOf(store, run.id, id, run.config.execution.gridTimeoutMs);
      const { tests, candidates } = finalsOf(store, run.id, id);
      const columns = [null, ...candidates.map((candidate) => candidate.id)];
      expect(
        tests.flatMap((final) => columns.map((column) => grid.execution(final.test.id, column))),
      ).not.toContain(undefined);
      // A comparison that always agrees would miss them.
      expect(missedFalsehoods(recorded, stored, (code) => (code === 0 ? 2 : 0))).toEqual([]);
    }
  });

  test('are voted on by the tests that fail on base', () => {
    for (const played of scene.played) {
      const { part, votes, instance, right, wrong } = played;
      const [voted, chosen, ...more] = store.selections(run.id, instance.id);
      if (!voted || !chosen) throw new Error(`${instance.id} lacks a vote or a selection`);
      expect([voted.kind, chosen.kind, more]).toEqual(['vote', 'agent', []]);
      const scripts = scriptsOf(store, run, instance.id);
      const voters = voted.details.votingTests.map((id) => votes.testId(scripts.get(id) ?? ''));
      expect(voters.sort()).toEqual(discriminating(votes, part.tests).sort());
      const sources = new Map([right, wrong].map(({ identity, source }) => [identity, source]));
      expect(storedVotes(voted.details, store, run, instance.id)).toEqual(
        recordedVotes(played, part.tests, sources),
      );
      const candidate = store.candidates(run.id, instance.id).find(({ id }) => id === chosen.candidateId);
      expect(candidate?.identity).toBe(pickedBy(played).identity);
    }
  });

  test('cost what the server counted', async () => {
    const calls = await answeredCalls(scene.server, 'e2e');
    const spending = store.spending(run.id, 'instance');
    for (const { instance } of scene.played) {
      const usage = usageOf(calls.filter(({ instanceId }) => instanceId === instance.id));
      const costUsd = costOf(usage, PRICE);
      expect(costUsd).toBeGreaterThan(0);
      expect(spending.get(instance.id)).toMatchObject({ ...usage, costUsd: expect.closeTo(costUsd ?? 0, 6) });
      expect(usage.cacheReadTokens).toBeGreaterThan(0);
    }
  });

  test('are exported as predictions and can be looked into', async () => {
    const exported = await onStore(['export', '--name', 'troop-e2e']);
    expect(exported.status, exported.stderr).toBe(0);
    const predictions = parsePredictions(exported.stdout, 'export').map((row) => ({
      ...row,
      model_patch: patchIdentity(row.model_patch ?? ''),
    }));
    expect(predictions).toEqual(
      scene.played.map((played) => ({
        instance_id: played.instance.id,
        model_name_or_path: 'troop-e2e',
        model_patch: pickedBy(played).identity,
      })),
    );
    for (const { instance, replies } of scene.played) {
      const shown = await onStore(['show', instance.id]);
      expect(shown.status, shown.stderr).toBe(0);
      for (const path of replies.relevant) expect(shown.stdout).toContain(path);
    }
  }, 60_000);

  test(
    'grade base unresolved, the gold patch resolved, and every real candidate as recorded',
    async () => {
      const imported = await onStore(['import', scene.predictions, scene.gold]);
      expect(imported.status, imported.stderr).toBe(0);
      const graded = await onStore(['grade', '--all', '--base', '--json']);
      expect(graded.status, graded.stderr).toBe(0);
      const recorded = recordedVerdicts(scene.played);
      const printed = printedVerdicts(graded.stdout);
      expect(disagreements(recorded, printed)).toEqual([]);
      for (const verdict of ['resolved', 'unresolved']) {
        expect([...recorded.values()].filter((one) => one === verdict).length).toBeGreaterThan(20);
      }
      const flipped = (verdict: string) => verdictOf(verdict === 'unresolved');
      expect(missedFalsehoods(recorded, printed, flipped)).toEqual([]);
    },
    LONG_MS,
  );

  test(
    'can be chosen from among the candidates of others',
    async () => {
      const played = scene.played.find(({ instance }) => instance.id === CHOSEN_FROM);
      if (!played) throw new Error(`the cast lacks ${CHOSEN_FROM}`);
      const { instance, part } = played;
      const chosen = await scene.troop([
        ...['run', '--run', 'others', '--store', scene.store, '--dataset', scene.dataset],
        ...['--instances', instance.id, '--import', scene.predictions, '--no-edit', '--samples', '2'],
        ...['--model', `openai-compatible:fake-2@${scene.server.openaiUrl}`, '--unknown-price', 'allow'],
        '--json',
      ]);
      expect(chosen.status, chosen.stderr).toBe(0);
      const candidates = new Map(
        instance.candidates.map((candidate) => [patchIdentity(candidate.patch), candidate]),
      );
      const [issue] = runSchema.parse(JSON.parse(chosen.stdout)).issues;
      expect(issue).toMatchObject({ state: 'done', candidates: candidates.size, tests: 2, costUsd: null });
      const picked = candidates.get(patchIdentity(issue?.chosen ?? ''));
      expect(issue?.grade).toBe(picked && verdictOf(picked.resolved));

      const others = findRun('others');
      const [voted] = store.selections(others.id, instance.id);
      if (!voted) throw new Error('nothing was voted');
      const sources = new Map([...candidates].map(([identity, { source }]) => [identity, source]));
      const recorded = recordedVotes(played, part.tests.slice(0, 2), sources);
      expect(storedVotes(voted.details, store, others, instance.id)).toEqual(recorded);
      expect(new Set(recorded.values())).toEqual(new Set([0, 1, 2]));
      const roles = (await answeredCalls(scene.server, 'others')).map(({ role }) => role);
      expect(new Set(roles)).toEqual(new Set(['testing', 'selecting']));
    },
    LONG_MS,
  );

  function findRun(name: string): Run {
    const found = store.findRun(name);
    if (!found) throw new Error(`no run ${name}: ${ran.stderr}`);
    return found;
  }

  /** A command on the first run. */
  function onStore([command = '', ...args]: readonly string[]): Promise<Ran> {
    return scene.troop([command, '--run', 'e2e', '--store', scene.store, ...args]);
  }
});
