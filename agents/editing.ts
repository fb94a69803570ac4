import type { FilePart } from '../domain/message.ts';
import type { Agent, AgentState } from '../domain/trajectory.ts';
import type { ScriptSetting } from './testing.ts';

export interface EditingInput extends ScriptSetting {
  readonly issueText: string;
  readonly repository: string;
  /** The context; only these files may be changed. */
  readonly files: readonly FilePart[];
  /** All tracked paths, so that a new file never lands on an old one. */
  readonly paths: readonly string[];
  readonly testScript: string | null;
  readonly newFiles: boolean;
}

export interface EditingResult {
  /** Unified diff of the latest edit that applied. */
  readonly patch: string | null;
  readonly testScript: string | null;
  readonly approved: boolean;
}

export interface EditingState extends AgentState<EditingResult> {
  readonly input: EditingInput;
}

/** Edits, sees the test script run on base and on the edited code, revises either (paper, section 4.2). */
export declare const editingAgent: Agent<EditingInput, EditingState>;
