import type { StoreReader } from '../../db/store.ts';
import type { Config } from '../../domain/config.ts';
import { UsageError } from '../../domain/errors.ts';
import type { TurnLine } from '../../domain/ledger.ts';
import type { ConsideredFile, Run } from '../../domain/records.ts';
import { summarise } from '../../pipeline/summary.ts';
import type { Reach } from './repository-sizes.ts';
import { PLANNED_ROLES, type PlannedRole } from './stage-cost.ts';

/** What the finished issues of a run took. */
export interface Pilot {
  readonly name: string;
  readonly config: Config;
  readonly issues: readonly PilotIssue[];
  /** Share of trajectories, tests and edits alike, that made each call. */
  readonly running: readonly number[];
}

export interface PilotIssue {
  readonly spent: ReadonlyMap<PlannedRole, readonly Measured[]>;
  /** What its relevance could find; null where nothing says so, as in mode `given`. */
  readonly reach: Reach | null;
  /** Of the files that were chosen. */
  readonly contextTokens: number;
}

export type Measured = Omit<TurnLine, 'instanceId' | 'role'>;

/** Throws a UsageError where no issue is finished: one half done would make the plan too cheap. */
export function readPilot(store: StoreReader, run: Run): Pilot {
  const finished = summarise(store, run).flatMap(({ state, instance }) =>
    state === 'done' ? [instance] : [],
  );
  if (finished.length === 0)
    throw new UsageError(
      `run ${run.name} has no finished issue to plan by; leave --pilot out, or finish one`,
    );
  const lines = store.turnLines(run.id);
  const issues = finished.map((instance): PilotIssue => {
    const context = store.context(run.id, instance);
    return {
      spent: byRole(lines.filter(({ instanceId }) => instanceId === instance)),
      reach: context && reachOf(context.considered, run.config.context),
      contextTokens: tokensIn(context?.files ?? []),
    };
  });
  const turns = finished.flatMap((instance) => turnsOf(store, run, instance));
  return { name: run.name, config: run.config, issues, running: runningShares(turns) };
}

/** Calls of each trajectory that writes tests or edits. */
function turnsOf(store: StoreReader, run: Run, instance: string): number[] {
  return [...store.spending(run.id, 'trajectory', instance)].flatMap(([key, { calls }]) =>
    / \/ (testing|editing) \/ /.test(key) ? [calls] : [],
  );
}

/** As `relevanceReading` says it for a repository: of a tree all files, which is what its listing grows with. */
function reachOf(considered: readonly ConsideredFile[], { mode, prefilterFiles }: Config['context']) {
  if (mode === 'given' || considered.length === 0) return null;
  const isFirst = mode === 'prefilter' || mode === 'outlines';
  const found = considered.filter(({ lexicalRank }) => !isFirst || (lexicalRank ?? 0) < prefilterFiles);
  return { reachFiles: found.length, reachTokens: tokensIn(found) };
}

function tokensIn(files: readonly { readonly tokens: number }[]): number {
  return files.reduce((sum, { tokens }) => sum + tokens, 0);
}

export function runningShares(turns: readonly number[]): number[] {
  const most = Math.max(0, ...turns);
  return Array.from(
    { length: most },
    (_, call) => turns.filter((count) => count > call).length / turns.length,
  );
}

function byRole(lines: readonly TurnLine[]): Map<PlannedRole, TurnLine[]> {
  return new Map(PLANNED_ROLES.map((role) => [role, lines.filter((line) => line.role === role)]));
}
