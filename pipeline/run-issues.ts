import PQueue from 'p-queue';
import { MachineryError } from '../domain/errors.ts';
import type { Issue } from '../domain/issue.ts';
import { type GradingDeps, StoppedError } from './deps.ts';
import { solveIssue } from './solve-issue.ts';

/**
 * Solves issues, as many at once as keep the model slots busy, the oldest first, so that prompt caches stay warm and
 * few images are needed at once. One issue's failure never stops another; a stopped run throws nothing either: what
 * is unfinished can be read from the store.
 */
export async function runIssues(issues: readonly Issue[], deps: GradingDeps): Promise<void> {
  const { slots, batch } = deps.config.running;
  const busy = Math.max(1, Math.ceil(slots / Math.max(1, deps.config.samples)));
  // An issue whose calls wait in a batch keeps no slot busy.
  const concurrency = batch.roles.length > 0 ? Math.max(busy, batch.issues) : busy;
  const queue = new PQueue({ concurrency });
  const failures: unknown[] = [];
  const story = async (issue: Issue) => {
    if (deps.stopping.aborted || failures.length > 0) return;
    try {
      await solveIssue(issue, deps);
    } catch (error) {
      if (error instanceof StoppedError && !deps.stopping.aborted) {
        deps.emit({ kind: 'stopped', instanceId: issue.instanceId, message: error.message });
      }
      if (error instanceof StoppedError || deps.signal.aborted) return;
      if (error instanceof MachineryError) {
        deps.emit({
          kind: 'errored',
          instanceId: issue.instanceId,
          stage: 'context',
          message: error.message,
        });
        return;
      }
      failures.push(error);
    } finally {
      deps.emit({ kind: 'left', instanceId: issue.instanceId });
    }
  };
  await Promise.all(issues.map((issue) => queue.add(() => story(issue))));
  if (failures.length > 0) throw failures[0];
}
