import type { StoreReader } from '../db/store.ts';
import type { Run, Selection, Verdict, WorkItem } from '../domain/records.ts';
import { type Finals, finalsOf } from './finals.ts';
import { stageInputs } from './stage-inputs.ts';
import { decidedChoice, standingChoice } from './standing-choice.ts';
import { standingGrade } from './standing-grade.ts';

export interface IssueSummary {
  readonly instance: string;
  /** `unfinished` where work is open or was never begun, `errored` where machinery failed. */
  readonly state: 'done' | 'unfinished' | 'errored';
  /** The patch chosen last; null is "no patch" or not chosen yet. */
  readonly chosen: string | null;
  readonly chosenId: number | null;
  /** Official verdict on the chosen patch. */
  readonly grade: Verdict | null;
  /** Why the log behind the grade may not be what the tests' runner said. */
  readonly suspect: readonly string[] | null;
  /** What of the machine failed while grading; then the grade says nothing of the patch. */
  readonly infrastructure: string | null;
  readonly candidates: number;
  readonly tests: number;
  /** Votes of the chosen candidate; null where none is chosen. */
  readonly votes: number | null;
  /** How many test scripts had a vote. */
  readonly voters: number;
  readonly fallback: string | null;
  /** Null where a price is unknown. */
  readonly costUsd: number | null;
  readonly errors: readonly string[];
}

/** What a run has come to, issue by issue, read from the store. */
export function summarise(store: StoreReader, run: Run): IssueSummary[] {
  const items = itemsByInstance(store.items(run.id));
  const grades = store.grades(run.id);
  const spending = store.spending(run.id, 'instance');
  return store.issues(run.id).map(({ instanceId }) => {
    const newest = newestItems(items.get(instanceId) ?? []);
    const finals = finalsOf(store, run.id, instanceId);
    const selections = store.selections(run.id, instanceId);
    const selection = standingChoice(selections, run.config.selectBy);
    const chosenId = selection?.candidateId ?? null;
    const grade = chosenId === null ? null : standingGrade(grades, instanceId, chosenId);
    const spent = spending.get(instanceId);
    return {
      instance: instanceId,
      state: stateOf(newest, {
        run,
        finals,
        selections,
        wantsMoney: wantsMoney(store, run, instanceId, newest),
      }),
      chosen: finals.candidates.find(({ id }) => id === chosenId)?.patch ?? null,
      chosenId,
      grade: grade?.verdict ?? null,
      suspect: grade?.suspect ?? null,
      infrastructure: grade?.infrastructure ?? null,
      candidates: finals.candidates.length,
      tests: finals.tests.length,
      votes: selection?.details.ranking.find(({ candidateId }) => candidateId === chosenId)?.votes ?? null,
      voters: selection?.details.votingTests.length ?? 0,
      fallback: selection?.details.fallback ?? null,
      costUsd: spent ? spent.costUsd : 0,
      errors: newest.flatMap(({ status, stage, sample, error }) =>
        status === 'errored' ? [`${stage} ${sample}: ${error}`] : [],
      ),
    };
  });
}

/** What `summarise` says of one issue's state, without a look at the others. */
export function issueState(store: StoreReader, run: Run, instanceId: string): IssueSummary['state'] {
  const newest = newestItems(store.items(run.id, instanceId));
  return stateOf(newest, {
    run,
    finals: finalsOf(store, run.id, instanceId),
    selections: store.selections(run.id, instanceId),
    wantsMoney: wantsMoney(store, run, instanceId, newest),
  });
}

function itemsByInstance(items: readonly WorkItem[]): Map<string, WorkItem[]> {
  const grouped = new Map<string, WorkItem[]>();
  for (const item of items) grouped.set(item.instanceId, [...(grouped.get(item.instanceId) ?? []), item]);
  return grouped;
}

function newestItems(items: readonly WorkItem[]): WorkItem[] {
  const newest = new Map<string, WorkItem>();
  for (const item of items) {
    const key = `${item.stage}/${item.sample}`;
    if ((newest.get(key)?.attempt ?? 0) < item.attempt) newest.set(key, item);
  }
  return [...newest.values()];
}

/** A trajectory that the money did not reach goes on when the budget is raised, so its issue is not finished. */
function wantsMoney(store: StoreReader, run: Run, instanceId: string, newest: readonly WorkItem[]): boolean {
  const ids = new Set(newest.map(({ id }) => id));
  return store
    .trajectories(run.id, instanceId)
    .some(({ workItemId, ending }) => ending === 'cost-limit' && ids.has(workItemId));
}

interface Outcome {
  readonly run: Run;
  readonly finals: Finals;
  readonly selections: readonly Selection[];
  readonly wantsMoney: boolean;
}

/** Done means done with what is there now: every sample asked for, and no stage held over from before. */
function stateOf(
  items: readonly WorkItem[],
  { run, finals, selections, wantsMoney: isPoor }: Outcome,
): IssueSummary['state'] {
  const { config, dataset } = run;
  if (items.some(({ status }) => status === 'errored')) return 'errored';
  const isDone = (stage: WorkItem['stage'], inputs: string, sample = 0) =>
    items.some((item) => item.stage === stage && item.sample === sample && item.inputs === inputs);
  const samples = Array.from({ length: config.samples }, (_, sample) => sample);
  const wanted = stageInputs(finals, config);
  // One that was asked for by hand is graded by hand.
  const decided = decidedChoice(selections, config.selectBy)?.candidateId ?? null;
  const graded = !config.grade || dataset === null || decided === null || isDone('grade', String(decided));
  const isFinished =
    !isPoor &&
    items.every(({ status }) => status === 'done') &&
    samples.every((sample) => isDone('sample', '', sample)) &&
    isDone('execute', wanted.execute) &&
    isDone('vote', wanted.vote) &&
    (config.selectBy === 'vote' || isDone('select', wanted.select)) &&
    graded;
  return isFinished ? 'done' : 'unfinished';
}
