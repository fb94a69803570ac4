import Table from 'cli-table3';
import { evidenceView } from '../db/evidence-view.ts';
import type { Store } from '../db/store.ts';
import type { Run } from '../domain/records.ts';
import type { VoteRule } from '../domain/stats/vote.ts';
import { finalsOf } from '../pipeline/finals.ts';
import { standingChoice } from '../pipeline/standing-choice.ts';
import { holdVote } from '../pipeline/vote.ts';
import { withLease } from '../pipeline/with-lease.ts';
import { findRun } from './find-run.ts';
import type { Host } from './host.ts';
import { out, outJson } from './output.ts';
import { withOldStore } from './session.ts';
import { thisOwner } from './this-owner.ts';

interface SelectOptions {
  readonly store: string;
  readonly json: boolean;
  readonly run?: string;
  readonly rule?: VoteRule;
}

/** Votes again over what is stored, and prints the choices before and after. */
export async function selectCommand(options: SelectOptions, host: Host): Promise<void> {
  await withOldStore(options.store, host, (store) => {
    const run = findRun(store, options.run);
    return withLease(store, run, thisOwner(), () => voteAgain(store, run, options));
  });
}

/** The earlier choices stay; the newest one counts. */
async function voteAgain(store: Store, run: Run, options: SelectOptions): Promise<void> {
  const rule = options.rule ?? run.config.voteRule;
  const view = evidenceView(store);
  const { execution, regression } = run.config;
  const timeoutMs = execution.gridTimeoutMs;
  const chosen = store.issues(run.id).map(({ instanceId }) => {
    const finals = finalsOf(view, run.id, instanceId);
    const voted = holdVote({ rule, runId: run.id, instanceId, finals, timeoutMs, regression }, view);
    const before =
      standingChoice(view.selections(run.id, instanceId), run.config.selectBy)?.candidateId ?? null;
    store.putSelection({ runId: run.id, instanceId }, { kind: 'vote', rule, ...voted });
    return { instance: instanceId, before, chosen: voted.candidateId, ...voted.details };
  });
  if (options.json) return outJson(chosen);
  const table = new Table({
    head: ['issue', 'before', `by ${rule}`, 'votes', 'note'],
    style: { head: [], border: [] },
  });
  for (const { instance, before, chosen: candidateId, ranking, votingTests, fallback } of chosen) {
    const votes = `${ranking[0]?.votes ?? 0} of ${votingTests.length}`;
    table.push([instance, before ?? 'no patch', candidateId ?? 'no patch', votes, fallback ?? '']);
  }
  out(table.toString());
}
