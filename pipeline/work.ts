import { MachineryError, UsageError } from '../domain/errors.ts';
import type { Stage, WorkItem } from '../domain/records.ts';
import type { Deps } from './deps.ts';
import { ChangedError } from './interpret.ts';

export interface Work {
  readonly instanceId: string;
  readonly stage: Stage;
  readonly sample: number;
  /** Hash of what the stage reads; a stage that is done with other inputs is done again, as a new attempt. */
  readonly inputs: string;
  /** Whether a done item is to be taken up again, as after a raised limit. */
  readonly reopen?: (item: WorkItem) => boolean;
}

/**
 * Does a work item once: one that is done is not done again, one that is open or errored is resumed. Returns the
 * item, or null where machinery failed; then the item is errored, and other items go on.
 */
export async function doOnce(
  work: Work,
  deps: Deps,
  body: (item: WorkItem) => Promise<void>,
): Promise<WorkItem | null> {
  const { store } = deps;
  let item = openItem(work, deps);
  if (item.status === 'done') return item;
  for (;;) {
    try {
      await body(item);
      store.closeItem(item.id, 'done');
      return item;
    } catch (error) {
      if (error instanceof ChangedError) {
        if (deps.onChange === 'stop') throw changeRefused(item, error);
        item = supersede(item, error, deps);
      } else if (error instanceof MachineryError && !deps.signal.aborted) {
        store.closeItem(item.id, 'errored', error.message);
        deps.emit({
          kind: 'errored',
          instanceId: work.instanceId,
          stage: work.stage,
          message: error.message,
        });
        return null;
      } else {
        throw error;
      }
    }
  }
}

function openItem({ instanceId, stage, sample, inputs, reopen }: Work, deps: Deps): WorkItem {
  const { store, run } = deps;
  const key = { runId: run.id, instanceId, stage, sample };
  const newest = store.findItem(key);
  if (!newest) return store.openItem({ ...key, attempt: 1 }, inputs);
  if (newest.status === 'done' && newest.inputs !== inputs) {
    return store.openItem({ ...key, attempt: newest.attempt + 1 }, inputs);
  }
  if (newest.status === 'done' && !reopen?.(newest)) return newest;
  if (newest.status !== 'open') store.reopenItem(newest.id);
  return { ...newest, status: 'open' };
}

function changeRefused({ instanceId, stage, sample }: WorkItem, cause: ChangedError): UsageError {
  return new UsageError(
    `${instanceId}: ${stage} ${sample} is open and cannot go on: ${cause.message}; take the change back, or say --on-change keep-finished to start it anew`,
    { cause },
  );
}

/** Closes an attempt whose recorded steps are not what would be done now, and opens the next. */
function supersede(item: WorkItem, error: ChangedError, deps: Deps): WorkItem {
  const { store } = deps;
  for (const trajectory of store.trajectories(item.runId, item.instanceId)) {
    if (trajectory.workItemId === item.id)
      store.endTrajectory(trajectory.id, 'not-resumable', trajectory.slips);
  }
  store.closeItem(item.id, 'errored', `not resumable: ${error.message}`);
  const message = `${item.stage} ${item.sample}, attempt ${item.attempt}: ${error.message}; it starts anew`;
  deps.emit({ kind: 'changed', instanceId: item.instanceId, message });
  const { runId, instanceId, stage, sample, attempt, inputs } = item;
  return store.openItem({ runId, instanceId, stage, sample, attempt: attempt + 1 }, inputs);
}
