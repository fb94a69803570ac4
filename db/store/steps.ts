import { and, asc, eq, sql } from 'drizzle-orm';
import type { Step } from '../../domain/trajectory.ts';
import type { Handle } from '../handle.ts';
import { steps } from '../schema.ts';
import type { StepBody } from '../step-body.ts';
import type { PackedStep } from '../store.ts';
import { storeError } from '../store-error.ts';
import { unpackStep } from '../unpack-step.ts';
import type { Blobs } from './blobs.ts';

/** The rows of `steps`; each works inside the caller's transaction. */
export interface Steps {
  all(trajectoryId: number): Step[];
  /** Whether this very step is stored. Raises a MachineryError where its place is taken by another. */
  holds(trajectoryId: number, packed: PackedStep): boolean;
  /** Raises a MachineryError where the step before it is missing: a replay pairs steps by their place. */
  append(trajectoryId: number, packed: PackedStep): void;
}

export function openSteps({ db, now }: Handle, blobs: Blobs): Steps {
  const isOfTrajectory = eq(steps.trajectoryId, sql.placeholder('trajectoryId'));
  const all = db.select().from(steps).where(isOfTrajectory).orderBy(asc(steps.index)).prepare();
  const at = db
    .select({ hash: steps.hash, body: steps.body })
    .from(steps)
    .where(and(isOfTrajectory, eq(steps.index, sql.placeholder('index'))))
    .prepare();
  const insert = db
    .insert(steps)
    .values({
      trajectoryId: sql.placeholder('trajectoryId'),
      index: sql.placeholder('index'),
      turn: sql.placeholder('turn'),
      kind: sql.placeholder('kind'),
      body: sql.placeholder('body'),
      hash: sql.placeholder('hash'),
      createdAt: sql.placeholder('createdAt'),
    })
    .prepare();
  return {
    all: (trajectoryId) =>
      all.all({ trajectoryId }).map(({ index, turn, hash, body }) => {
        const stored: StepBody = JSON.parse(blobs.get(body));
        return unpackStep({ index, turn, hash }, stored, blobs.get);
      }),
    holds(trajectoryId, { step, body }) {
      const row = at.get({ trajectoryId, index: step.index });
      if (!row) return false;
      if (row.hash === step.hash && row.body === body.sha256) return true;
      throw storeError(
        `step ${step.index} of trajectory ${trajectoryId} is already stored with other content`,
      );
    },
    append(trajectoryId, { step, kind, body, texts }) {
      if (step.index > 0 && !at.get({ trajectoryId, index: step.index - 1 })) {
        throw storeError(`trajectory ${trajectoryId} has no step before step ${step.index}`);
      }
      for (const text of texts) blobs.put(text);
      insert.run({ ...step, trajectoryId, kind, body: blobs.put(body), createdAt: now() });
    },
  };
}
