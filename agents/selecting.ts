import type { FilePart } from '../domain/message.ts';
import type { Agent, AgentState } from '../domain/trajectory.ts';
import type { ScriptSetting } from './testing.ts';

export interface ShortlistedCandidate {
  readonly id: number;
  readonly patch: string;
  readonly votes: number;
}

export interface SelectingInput extends ScriptSetting {
  readonly issueText: string;
  readonly repository: string;
  /** Base text of the files that the candidates touch. */
  readonly files: readonly FilePart[];
  /** Best voted first; the model knows them as 1, 2, ... in this order. */
  readonly candidates: readonly ShortlistedCandidate[];
  readonly exampleTest: string | null;
  /** Table of outcomes that are already known, as text. */
  readonly evidence?: string;
}

export interface SelectingResult {
  /** Id of the chosen candidate. */
  readonly choice: number | null;
  readonly reason: string | null;
  /** Scripts that the agent wrote, in order. */
  readonly tests: readonly string[];
  /** Why there is no choice of the model's own (so far); null once it has chosen. */
  readonly fallback: string | null;
}

export interface SelectingState extends AgentState<SelectingResult> {
  readonly input: SelectingInput;
}

/** Writes tests that tell the candidates apart, sees them run on base and all, chooses (paper, section 4.3). */
export declare const selectingAgent: Agent<SelectingInput, SelectingState>;
