import type { Store } from '../../db/store.ts';
import type { Issue } from '../../domain/issue.ts';
import type { Run } from '../../domain/records.ts';
import { finalsOf } from '../../pipeline/finals.ts';
import type { Graded } from '../../pipeline/grade.ts';
import { standingChoice } from '../../pipeline/standing-choice.ts';
import type { GradeOptions } from './grade-options.ts';

export interface ToGrade extends Graded {
  readonly issue: Issue;
}

/** The chosen patch of each issue, or all final candidates, and base where it is asked for. */
export function chosenPatches(
  store: Store,
  run: Run,
  { instances, all, base }: Pick<GradeOptions, 'instances' | 'all' | 'base'>,
): ToGrade[] {
  const issues = store.issues(run.id).filter(({ instanceId }) => instances?.includes(instanceId) ?? true);
  return issues.flatMap((issue) => {
    const { candidates } = finalsOf(store, run.id, issue.instanceId);
    const selection = standingChoice(store.selections(run.id, issue.instanceId), run.config.selectBy);
    const chosen = selection?.candidateId ?? null;
    const picked = candidates.filter(({ id }) => all || id === chosen);
    return [
      ...(base ? [{ issue, candidateId: null, patch: null }] : []),
      ...picked.map(({ id, patch }) => ({ issue, candidateId: id, patch })),
    ];
  });
}
