import type { FilePart } from '../domain/message.ts';
import type { Agent, AgentState } from '../domain/trajectory.ts';

export interface RelevanceInput {
  readonly issueText: string;
  readonly repository: string;
  readonly file: FilePart;
}

/** Null where the reply could not be read. */
export interface RelevanceResult {
  readonly relevant: boolean | null;
  readonly summary: string | null;
}

export type RelevanceState = AgentState<RelevanceResult>;

/** One call per file: is this file needed to solve the issue (paper, section 4.1)? No second try. */
export declare const relevanceAgent: Agent<RelevanceInput, RelevanceState>;
