import { evidenceView } from '../../db/evidence-view.ts';
import type { StoreReader } from '../../db/store.ts';
import type { Issue } from '../../domain/issue.ts';
import type { Run, Selection } from '../../domain/records.ts';
import type { VoteRule } from '../../domain/stats/vote.ts';
import type { Chosen } from '../export-predictions.ts';
import { finalsOf } from '../finals.ts';
import { holdVote } from '../vote.ts';
import type { SelectionRecord } from './selection-schema.ts';

/** One issue of a run, with what was chosen for it. */
export interface Recorded {
  readonly store: StoreReader;
  readonly run: Run;
  readonly issue: Issue;
  readonly chosen: Chosen;
}

const STATEMENT =
  'Agents, votes and selection saw the fields of the issue listed above and what their own tests did, nothing else: neither the gold patch, nor hidden tests or their names, nor hints. They read the store through a view that has no grades. Hidden tests are read from the data set when a chosen patch is graded, and never before.';

/** Shows what a reader can check of the claim that nothing of the answer was used in choosing. */
export function answerEvidence(recorded: Recorded): SelectionRecord['answer'] {
  const { store, run, issue, chosen } = recorded;
  const { items } = store.chronicle(run.id, issue.instanceId);
  const graded = firstGradedAt(recorded);
  const chosenAt = selectedAt(recorded);
  return {
    statement: STATEMENT,
    first_graded_at: graded,
    selected_before_grading: graded === null || (chosenAt !== null && chosenAt <= graded),
    vote_reproduced: chosen.selection ? isReproduced(recorded, chosen.selection) : null,
    stages: items.map(({ stage, sample, attempt, status, inputs, openedAt, closedAt }) => ({
      stage,
      sample,
      attempt,
      status,
      inputs,
      opened_at: iso(openedAt),
      closed_at: closedAt === null ? null : iso(closedAt),
    })),
    trajectories: store.trajectories(run.id, issue.instanceId).map(({ id, role, sample, attempt }) => {
      const steps = store.steps(id);
      return {
        id,
        role,
        sample,
        attempt,
        steps: steps.length,
        last_step_hash: steps.at(-1)?.hash ?? null,
      };
    }),
  };
}

/** When the standing choice was made; null where there is none. */
export function selectedAt({ store, run, issue, chosen }: Recorded): string | null {
  const { selections } = store.chronicle(run.id, issue.instanceId);
  const row = selections.find(({ id }) => id === chosen.selection?.id);
  return row ? iso(row.selectedAt) : null;
}

/** The beginning of the first grading counts, since an errored grade is replaced by a later one. */
function firstGradedAt({ store, run, issue }: Recorded): string | null {
  const { items, grades } = store.chronicle(run.id, issue.instanceId);
  const times = [
    ...items.flatMap(({ stage, openedAt }) => (stage === 'grade' ? [openedAt] : [])),
    ...grades.map(({ gradedAt }) => gradedAt),
  ];
  return times.length === 0 ? null : iso(Math.min(...times));
}

const RULES: readonly VoteRule[] = ['codemonkeys', 'discriminating'];

function isReproduced({ store, run, issue }: Recorded, selection: Selection): boolean {
  const { execution, regression, voteRule } = run.config;
  const view = evidenceView(store);
  const finals = finalsOf(view, run.id, issue.instanceId);
  const timeoutMs = execution.gridTimeoutMs;
  const rule = RULES.find((name) => name === selection.rule) ?? voteRule;
  const { details } = holdVote(
    { rule, runId: run.id, instanceId: issue.instanceId, finals, timeoutMs, regression },
    view,
  );
  const text = ({ ranking, votingTests }: Selection['details']) =>
    JSON.stringify([ranking.map(({ candidateId, votes }) => [candidateId, votes]), votingTests]);
  return text(details) === text(selection.details);
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
