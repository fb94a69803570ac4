import { and, asc, eq, sql } from 'drizzle-orm';
import type { TrajectoryRow } from '../../domain/records.ts';
import type { Handle } from '../handle.ts';
import { trajectories } from '../schema.ts';
import type { Store } from '../store.ts';
import { storeError } from '../store-error.ts';
import type { Blobs } from './blobs.ts';
import type { Sources } from './sources.ts';
import { openSteps } from './steps.ts';

type TrajectoryMethods = Pick<
  Store,
  'openTrajectory' | 'trajectories' | 'steps' | 'appendStep' | 'endTrajectory' | 'reopenTrajectory'
>;

/** Trajectories with their steps; what a step produced is stored with it, in the same transaction. */
export function trajectoryMethods(handle: Handle, blobs: Blobs, sources: Sources): TrajectoryMethods {
  const { db, now, read, write } = handle;
  const steps = openSteps(handle, blobs);

  const ofId = db
    .select()
    .from(trajectories)
    .where(eq(trajectories.id, sql.placeholder('id')))
    .prepare();
  const ofKey = db
    .select()
    .from(trajectories)
    .where(
      and(
        eq(trajectories.runId, sql.placeholder('runId')),
        eq(trajectories.instanceId, sql.placeholder('instanceId')),
        eq(trajectories.role, sql.placeholder('role')),
        eq(trajectories.sample, sql.placeholder('sample')),
        eq(trajectories.attempt, sql.placeholder('attempt')),
      ),
    )
    .prepare();
  const ofInstance = db
    .select()
    .from(trajectories)
    .where(
      and(
        eq(trajectories.runId, sql.placeholder('runId')),
        eq(trajectories.instanceId, sql.placeholder('instanceId')),
      ),
    )
    .orderBy(asc(trajectories.sample), asc(trajectories.attempt), asc(trajectories.id))
    .prepare();
  const insert = db
    .insert(trajectories)
    .values({
      workItemId: sql.placeholder('workItemId'),
      runId: sql.placeholder('runId'),
      instanceId: sql.placeholder('instanceId'),
      role: sql.placeholder('role'),
      sample: sql.placeholder('sample'),
      attempt: sql.placeholder('attempt'),
      model: sql.placeholder('model'),
      seed: sql.placeholder('seed'),
      openedAt: sql.placeholder('openedAt'),
    })
    .returning()
    .prepare();
  const end = db
    .update(trajectories)
    .set({
      ending: sql`${sql.placeholder('ending')}`,
      slips: sql`${sql.placeholder('slips')}`,
      closedAt: sql`${sql.placeholder('closedAt')}`,
    })
    .where(eq(trajectories.id, sql.placeholder('id')))
    .prepare();

  const existing = (id: number) => {
    const row = ofId.get({ id });
    if (!row) throw storeError(`the store has no trajectory ${id}`);
    return row;
  };

  return {
    openTrajectory: ({ id: workItemId, runId, instanceId, attempt }, role, sample, model, seed) =>
      write(() => {
        const row =
          ofKey.get({ runId, instanceId, role, sample, attempt }) ??
          insert.get({ workItemId, runId, instanceId, role, sample, attempt, model, seed, openedAt: now() });
        return { ...trajectoryOf(row), seed: row.seed };
      }),
    trajectories: (runId, instanceId) => read(() => ofInstance.all({ runId, instanceId }).map(trajectoryOf)),
    steps: (trajectoryId) => read(() => steps.all(trajectoryId)),
    appendStep: (trajectoryId, packed) =>
      write(() => {
        if (steps.holds(trajectoryId, packed)) return;
        const { runId, instanceId, ending } = existing(trajectoryId);
        if (ending !== null) {
          throw storeError(`trajectory ${trajectoryId} ended as ${ending}; reopen it before it goes on`);
        }
        steps.append(trajectoryId, packed);
        const source = {
          trajectoryId,
          turn: packed.step.turn,
          final: false,
          origin: `trajectory:${trajectoryId}`,
        };
        const { patch, testScript } = packed;
        if (patch) {
          sources.addCandidateSource(sources.candidateOf(runId, instanceId, patch), patch.text, source);
        }
        if (testScript) sources.addTestSource(sources.testScriptOf(runId, instanceId, testScript), source);
      }),
    endTrajectory: (trajectoryId, ending, slips) =>
      write(() => {
        if (existing(trajectoryId).ending === ending) return;
        end.run({ id: trajectoryId, ending, slips, closedAt: now() });
        // What a trajectory made that cannot be told again counts no more; its next attempt takes its place.
        if (ending === 'not-resumable') sources.unmarkFinal(trajectoryId);
        else sources.markFinal(trajectoryId);
      }),
    reopenTrajectory: (trajectoryId) =>
      write(() => {
        if (existing(trajectoryId).ending === null) return;
        const row = { ending: null, slips: 0, closedAt: null };
        db.update(trajectories).set(row).where(eq(trajectories.id, trajectoryId)).run();
        sources.unmarkFinal(trajectoryId);
      }),
  };
}

function trajectoryOf(row: typeof trajectories.$inferSelect): TrajectoryRow {
  const { id, workItemId, instanceId, role, sample, attempt, model, ending, slips } = row;
  return { id, workItemId, instanceId, role, sample, attempt, model, ending, slips };
}
