import type { ContextFile } from '../../domain/records.ts';
import type { Recorded } from './answer-evidence.ts';
import { type RecordedTrajectory, trajectoryRecord } from './trajectory-record.ts';

/** Form of `trajs/INSTANCE.json`. */
export interface IssueTrajectories {
  readonly format: 'troop-trajectories-1';
  readonly instance_id: string;
  readonly issue: string;
  readonly context: { readonly mode: string; readonly files: readonly ContextFile[] } | null;
  /** Ids of those that led to the submitted patch: its sample's and the selecting agent's. */
  readonly behind_the_patch: readonly number[];
  readonly trajectories: readonly RecordedTrajectory[];
  /** The submitted patch; empty where there is none. */
  readonly model_patch: string;
}

/** All trajectories of an issue, those included that led nowhere. */
export function issueTrajectories(recorded: Recorded): IssueTrajectories {
  const { store, run, issue, chosen } = recorded;
  const rows = store.trajectories(run.id, issue.instanceId);
  const context = store.context(run.id, issue.instanceId);
  const samples = new Set(
    chosen.candidate?.sources.flatMap(({ final, sample }) => (final && sample !== null ? [sample] : [])),
  );
  // The first sample that ended with the patch tells its story; others only came to the same end.
  const [first] = samples;
  const selecting = chosen.selection?.details.trajectoryId;
  const behind = rows.filter(
    ({ id, role, sample, ending }) =>
      id === selecting ||
      ((role === 'testing' || role === 'editing') && sample === first && ending !== 'not-resumable'),
  );
  return {
    format: 'troop-trajectories-1',
    instance_id: issue.instanceId,
    issue: issue.text,
    context: context && { mode: context.mode, files: context.files },
    behind_the_patch: behind.map(({ id }) => id),
    trajectories: rows.map((row) => trajectoryRecord(recorded, row)),
    model_patch: chosen.candidate?.patch ?? '',
  };
}
