import { createHash } from 'node:crypto';
import { issueSchema, repositoryName } from '../../domain/issue.ts';
import type { Spending } from '../../domain/ledger.ts';
import { patchStats } from '../../domain/patch.ts';
import type { Selection, SelectionDetails } from '../../domain/records.ts';
import { gridOf } from '../grid.ts';
import { answerEvidence, type Recorded, selectedAt } from './answer-evidence.ts';
import { publicModel } from './public-model.ts';
import type { SelectionRecord } from './selection-schema.ts';
import { shownSources } from './shown-sources.ts';

/**
 * How the patch of an issue was chosen: the candidates with their sources, every test's outcome on each, votes, the
 * selecting agent's part, costs, and what shows that nothing of the answer was used.
 */
export function selectionRecord(recorded: Recorded): SelectionRecord {
  const { store, run, issue, chosen } = recorded;
  const { selection, candidate } = chosen;
  const at = selectedAt(recorded);
  return {
    format: 'troop-selection-1',
    instance_id: issue.instanceId,
    run: run.name,
    issue: {
      repository: repositoryName(issue),
      base_commit: issue.baseCommit,
      text_sha256: sha256(issue.text),
      visible_fields: Object.keys(issueSchema.shape),
    },
    chosen:
      at === null
        ? null
        : {
            candidate_id: candidate?.id ?? null,
            patch_sha256: candidate && sha256(candidate.patch),
            selected_at: at,
          },
    how: selection ? howChosen(recorded, selection) : null,
    candidates: shownCandidates(recorded, selection?.details),
    tests: shownTests(recorded, selection?.details),
    history: shownHistory(recorded),
    costs: Object.fromEntries(
      [...store.spending(run.id, 'trajectory', issue.instanceId)].map(([key, spending]) => [
        key.slice(`${issue.instanceId} / `.length),
        shownCost(spending),
      ]),
    ),
    answer: answerEvidence(recorded),
    pass_at_1: {
      patches_submitted: 1,
      statement:
        'One patch is submitted for this instance. The samples are tries of the system itself, compared by its own tests alone, and no grade told which of them to submit.',
    },
  };
}

function howChosen({ store, run, issue }: Recorded, selection: Selection): SelectionRecord['how'] {
  const { kind, rule, workItemId, details } = selection;
  const { fallback, reason = null, trajectoryId, regression } = details;
  const trajectory = store
    .trajectories(run.id, issue.instanceId)
    .find(({ id, role }) => id === trajectoryId && role === 'selecting');
  return {
    kind,
    rule,
    by_hand: workItemId === null,
    shortlist: kind === 'agent' ? Math.min(run.config.shortlist, details.ranking.length) : 0,
    fallback,
    reason,
    agent: trajectory
      ? {
          trajectory: trajectory.id,
          model: publicModel(trajectory.model),
          turns: store.steps(trajectory.id).at(-1)?.turn ?? 0,
          ending: trajectory.ending,
        }
      : null,
    regression: regression
      ? { test: regression.testScriptId, void: regression.void, regressed: [...regression.regressed] }
      : null,
  };
}

function shownCandidates(
  { store, run, issue }: Recorded,
  details: SelectionDetails | undefined,
): SelectionRecord['candidates'] {
  const ranking = details?.ranking ?? [];
  const regression = details?.regression?.void === null ? details.regression : undefined;
  return store.candidates(run.id, issue.instanceId).map(({ id, identity, patch, sources }) => {
    const place = ranking.findIndex(({ candidateId }) => candidateId === id);
    const { files, added, removed } = patchStats(patch);
    return {
      id,
      patch_sha256: sha256(patch),
      identity,
      files,
      lines_added: added,
      lines_removed: removed,
      final: sources.some((source) => source.final),
      rank: place < 0 ? null : place + 1,
      votes: ranking[place]?.votes ?? null,
      regressed: regression ? regression.regressed.includes(id) : null,
      sources: shownSources(sources),
      patch,
    };
  });
}

function shownTests(
  { store, run, issue }: Recorded,
  details: SelectionDetails | undefined,
): SelectionRecord['tests'] {
  const voting = new Set(details?.votingTests);
  const { execution, regression } = run.config;
  const grid = gridOf(store, run.id, issue.instanceId, execution.gridTimeoutMs);
  const slowGrid = gridOf(store, run.id, issue.instanceId, regression.timeoutMs);
  const columns = [null, ...store.candidates(run.id, issue.instanceId).map(({ id }) => id)];
  return store.testScripts(run.id, issue.instanceId).map(({ id, text, sources }) => {
    const { execution: at } = id === details?.regression?.testScriptId ? slowGrid : grid;
    const outcomes = columns.flatMap((column) => {
      const outcome = at(id, column)?.outcome;
      return outcome === undefined ? [] : [[String(column ?? 'base'), outcome] as const];
    });
    return {
      id,
      script_sha256: sha256(text),
      voted: voting.has(id),
      sources: shownSources(sources),
      outcomes: Object.fromEntries(outcomes),
      script: text,
    };
  });
}

function shownHistory({ store, run, issue }: Recorded): SelectionRecord['history'] {
  const times = new Map(
    store.chronicle(run.id, issue.instanceId).selections.map(({ id, selectedAt: at }) => [id, at]),
  );
  return store.selections(run.id, issue.instanceId).map(({ id, kind, rule, candidateId, details }) => ({
    kind,
    rule,
    candidate_id: candidateId,
    fallback: details.fallback,
    selected_at: new Date(times.get(id) ?? 0).toISOString(),
  }));
}

/** Failed calls are paid for and counted too. */
function shownCost(spending: Spending): SelectionRecord['costs'][string] {
  return {
    calls: spending.calls,
    input_tokens: spending.inputTokens,
    output_tokens: spending.outputTokens,
    cache_read_tokens: spending.cacheReadTokens,
    cache_write_tokens: spending.cacheWriteTokens,
    cost_usd: spending.costUsd,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
