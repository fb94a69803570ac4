import type { Agent, AgentState } from '../domain/trajectory.ts';

/** How test scripts are written and run; the same for every agent that writes them. */
export interface ScriptSetting {
  readonly language: string;
  /** Name of the script's file, in the repository's root. */
  readonly scriptName: string;
  /** Bash that runs it from there; `{script}` stands for the file's name. */
  readonly command: string;
  readonly timeoutMs: number;
  /** Outputs shown to the model are cut in the middle at this many characters. */
  readonly feedbackChars: number;
}

export interface TestingInput extends ScriptSetting {
  readonly issueText: string;
  readonly repository: string;
}

export interface TestingResult {
  /** The latest readable script. */
  readonly testScript: string | null;
  readonly approved: boolean;
}

export interface TestingState extends AgentState<TestingResult> {
  readonly input: TestingInput;
}

/** Writes a test script from the issue's text, sees it run on base, approves or rewrites (paper, section 4.2). */
export declare const testingAgent: Agent<TestingInput, TestingState>;
