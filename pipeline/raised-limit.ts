import type { TrajectoryRow, WorkItem } from '../domain/records.ts';
import type { Deps } from './deps.ts';

/**
 * Whether a finished sample may go on: one of its trajectories ended at a limit that has been raised since, or for
 * want of money.
 */
export function raisedLimit(item: WorkItem, { store, config }: Deps): boolean {
  // A continued testing trajectory would change the test that the editing one was seeded with.
  const last = config.edit ? 'editing' : 'testing';
  const canGoOn = ({ id, role, ending }: TrajectoryRow): boolean => {
    if (ending === 'cost-limit' || ending === 'cancelled') return true;
    if (ending !== 'turn-limit' || role !== last) return false;
    return (store.steps(id).at(-1)?.turn ?? 0) < config[last].turns;
  };
  return store
    .trajectories(item.runId, item.instanceId)
    .some((row) => row.workItemId === item.id && canGoOn(row));
}
