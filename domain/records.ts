import type { Config } from './config.ts';
import type { Role } from './model.ts';
import type { Outcome } from './outcome.ts';
import type { Ending } from './trajectory.ts';

/** What stages hand to the store and read back: rows, with their ids, and no way to write. */

export type Stage = 'context' | 'sample' | 'execute' | 'vote' | 'select' | 'grade';

export interface Run {
  readonly id: number;
  readonly name: string;
  readonly config: Config;
  readonly dataset: string | null;
}

export interface WorkKey {
  readonly runId: number;
  readonly instanceId: string;
  readonly stage: Stage;
  readonly sample: number;
  readonly attempt: number;
}

export interface WorkItem extends WorkKey {
  readonly id: number;
  readonly status: 'open' | 'done' | 'errored';
  readonly inputs: string;
  readonly error: string | null;
}

export interface ContextFile {
  readonly path: string;
  readonly blobId: string;
  readonly tokens: number;
}

/** How one file fared on its way into the context. */
export interface ConsideredFile {
  readonly path: string;
  readonly tokens: number;
  readonly lexicalRank: number | null;
  readonly relevant: boolean | null;
  readonly summary: string | null;
  /** Mean over the rankings of position / length; 1 where a ranking left it out. */
  readonly rankScore: number | null;
}

export interface TrajectoryRow {
  readonly id: number;
  readonly workItemId: number;
  readonly instanceId: string;
  readonly role: Role;
  readonly sample: number;
  readonly attempt: number;
  readonly model: string;
  readonly ending: Ending | null;
  readonly slips: number;
}

/** What is known of a trajectory of another agent beside its patch; null where it did not say. */
export interface ImportDetails {
  /** Program and version, such as `mini-swe-agent 2.4.6`. */
  readonly agent: string;
  readonly model: string;
  /** Model calls. */
  readonly turns: number | null;
  readonly costUsd: number | null;
  /** In the agent's own words. */
  readonly exitStatus: string | null;
  /** Of the file that it was read from. */
  readonly fileSha256: string;
}

/** Where a candidate or a test script came from. */
export interface Source {
  readonly trajectoryId: number | null;
  readonly sample: number | null;
  readonly turn: number;
  readonly final: boolean;
  readonly origin: string;
  /** Only of a candidate that was imported from a trajectory. */
  readonly details?: ImportDetails;
}

export interface Candidate {
  readonly id: number;
  readonly identity: string;
  /** Exact text of the first source. */
  readonly patch: string;
  readonly sources: readonly Source[];
}

export interface TestScript {
  readonly id: number;
  readonly text: string;
  readonly sources: readonly Source[];
}

export interface Execution {
  readonly testScriptId: number;
  /** Null stands for base. */
  readonly candidateId: number | null;
  readonly timeoutMs: number;
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  readonly seconds: number;
  readonly reason: string | null;
  readonly output: string;
}

/** One line of a vote's ranking. */
export interface RankedCandidate {
  readonly candidateId: number;
  readonly votes: number;
}

/** What the repository's own tests say of the candidates. */
export interface RegressionFinding {
  readonly testScriptId: number;
  /** Why they say nothing, such as that they fail on base already; null where they speak. */
  readonly void: string | null;
  /** Candidates on which they no longer pass, in the order of their ids. */
  readonly regressed: readonly number[];
}

export interface SelectionDetails {
  readonly ranking: readonly RankedCandidate[];
  /** Test scripts that had a vote. */
  readonly votingTests: readonly number[];
  /** Why the rule or the agent did not have its ordinary way; null where it had. */
  readonly fallback: string | null;
  /** Absent where no command runs the repository's own tests. */
  readonly regression?: RegressionFinding;
  /** In the selecting agent's words; absent where no agent chose. */
  readonly reason?: string;
  readonly trajectoryId?: number;
}

export interface Selection {
  readonly id: number;
  /** Null where it was asked for by hand. */
  readonly workItemId: number | null;
  readonly instanceId: string;
  readonly kind: 'vote' | 'agent';
  readonly rule: string;
  readonly candidateId: number | null;
  readonly details: SelectionDetails;
}

export type Verdict = 'resolved' | 'unresolved' | 'errored';

export interface Grade {
  readonly instanceId: string;
  /** Null stands for base. */
  readonly candidateId: number | null;
  /** Who ran the tests and pronounced the verdict. */
  readonly harness: string;
  /** Official, and all that enters scores. */
  readonly verdict: Verdict;
  /** Why the log may not be what the tests' runner said; null where nothing speaks against it. */
  readonly suspect: readonly string[] | null;
  /** What of the machine failed; such a grade says nothing of the candidate. Null where nothing did. */
  readonly infrastructure: string | null;
  readonly report: unknown;
  /** Id of the log among the store's texts. */
  readonly log: string;
}

/** When the work on an issue was done, and the evidence behind its grades. Times are milliseconds since 1970. */
export interface Chronicle {
  readonly items: readonly (WorkItem & { readonly openedAt: number; readonly closedAt: number | null })[];
  readonly selections: readonly { readonly id: number; readonly selectedAt: number }[];
  readonly grades: readonly (Grade & { readonly gradedAt: number })[];
}

/** Where money is spent; each level is part of the one before it. */
export const BUDGET_LEVELS = ['run', 'issue', 'stage', 'trajectory'] as const;
export type BudgetLevel = (typeof BUDGET_LEVELS)[number];
