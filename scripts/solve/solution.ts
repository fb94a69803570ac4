import type { Store } from '../../db/store.ts';
import type { Issue } from '../../domain/issue.ts';
import { type PatchStats, patchedPaths, patchStats } from '../../domain/patch.ts';
import type { Run } from '../../domain/records.ts';
import { finalsOf } from '../../pipeline/finals.ts';
import { findRegressions } from '../../pipeline/regression.ts';
import { standingChoice } from '../../pipeline/standing-choice.ts';
import { type IssueSummary, summarise } from '../../pipeline/summary.ts';
import { type Assurance, assess } from './assurance.ts';

/** What a run came to for its one issue, and what speaks for the chosen patch. */
export interface Solution {
  readonly run: string;
  readonly instance: string;
  /** The issue's first line, without the signs of a heading. */
  readonly title: string;
  readonly state: IssueSummary['state'];
  /** Unified diff against the commit worked on; null where none was chosen. */
  readonly patch: string | null;
  /** Paths that the patch touches. */
  readonly files: readonly string[];
  readonly size: PatchStats | null;
  /** Id of the chosen candidate, among so many. */
  readonly candidate: number | null;
  readonly candidates: number;
  /** Test scripts with a vote, and those that pass with the chosen patch. */
  readonly voters: number;
  readonly votes: number | null;
  /** Samples that ended with the chosen change, of those drawn. */
  readonly agreeing: number;
  readonly samples: number;
  /** Null where no command runs the existing tests. */
  readonly regression: Regression | null;
  /** The selecting agent's words, where it chose. */
  readonly reason: string | null;
  /** Why vote or agent did not have its ordinary way; null where it had. */
  readonly fallback: string | null;
  readonly assurance: Assurance | null;
  readonly costUsd: number | null;
  readonly errors: readonly string[];
}

export interface Regression {
  readonly command: string;
  /** Why the existing tests say nothing; null where they speak. */
  readonly void: string | null;
  /** Candidates that break them. */
  readonly regressed: number;
  /** Whether the chosen patch does; null where none is chosen or the tests say nothing. */
  readonly chosenBreaks: boolean | null;
}

export function readSolution(store: Store, run: Run, { instanceId, text }: Issue): Solution {
  const summary = summarise(store, run).find(({ instance }) => instance === instanceId);
  const chosenId = summary?.chosenId ?? null;
  const finals = finalsOf(store, run.id, instanceId);
  const selections = store.selections(run.id, instanceId);
  const voted = selections.findLast(({ kind }) => kind === 'vote');
  const chosen = finals.candidates.find(({ id }) => id === chosenId);
  const endings = chosen?.sources.filter(({ final, sample }) => final && sample !== null) ?? [];
  const facts = {
    candidates: finals.candidates.length,
    voters: summary?.voters ?? 0,
    votes: summary?.votes ?? null,
    agreeing: new Set(endings.map(({ sample }) => sample)).size,
    samples: run.config.samples,
    regression: regressionOf(store, run, instanceId, chosenId),
    fallback: summary?.fallback ?? null,
  };
  return {
    run: run.name,
    instance: instanceId,
    title: titleOf(text),
    state: summary?.state ?? 'unfinished',
    patch: summary?.chosen ?? null,
    files: summary?.chosen ? patchedPaths(summary.chosen) : [],
    size: summary?.chosen ? patchStats(summary.chosen) : null,
    candidate: chosenId,
    ...facts,
    reason: standingChoice(selections, run.config.selectBy)?.details.reason ?? null,
    assurance: chosen ? assess({ ...facts, voteFallback: voted?.details.fallback ?? null }) : null,
    costUsd: summary ? summary.costUsd : 0,
    errors: summary?.errors ?? [],
  };
}

function titleOf(text: string): string {
  const line = text.split('\n').find((one) => one.trim() !== '') ?? '';
  return line.replace(/^#+\s*/, '').trim();
}

function regressionOf(
  store: Store,
  run: Run,
  instanceId: string,
  chosenId: number | null,
): Regression | null {
  const { command } = run.config.regression;
  const finding = findRegressions(store, run.id, instanceId, run.config.regression);
  if (command === null || finding === null) return null;
  const speaks = chosenId !== null && finding.void === null;
  return {
    command,
    void: finding.void,
    regressed: finding.regressed.length,
    chosenBreaks: speaks ? finding.regressed.includes(chosenId) : null,
  };
}
