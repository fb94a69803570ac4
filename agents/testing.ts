import type { Agent, AgentState, Move, Observation } from '../domain/trajectory.ts';
import { testingFeedback, testingMessages } from './prompts/testing.ts';
import { readReply, scriptText } from './read-reply.ts';
import { resultsOf } from './results.ts';
import type { ScriptSetting } from './script-setting.ts';
import { slip } from './slip.ts';

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
export const testingAgent: Agent<TestingInput, TestingState> = {
  start(input) {
    return {
      state: { input, result: { testScript: null, approved: false }, slips: 0 },
      action: { kind: 'ask', messages: testingMessages(input) },
    };
  },
  next(state, observation) {
    return observation.kind === 'reply' ? afterReply(state, observation) : afterRun(state, observation);
  },
};

function afterReply(
  state: TestingState,
  { reply }: Extract<Observation, { kind: 'reply' }>,
): Move<TestingState> {
  const read = readReply(reply, state.result.testScript === null ? ['test'] : ['test', 'done']);
  if (!read.ok) return slip(state, read.problem);
  if (read.tag === 'done') {
    return { state: { ...state, result: { ...state.result, approved: true } }, action: { kind: 'finish' } };
  }
  const testScript = scriptText(read.body);
  return {
    state: { ...state, result: { testScript, approved: false } },
    action: { kind: 'execute', cells: [{ patch: null, testScript }], produced: { testScript } },
  };
}

function afterRun(state: TestingState, observation: Observation): Move<TestingState> {
  const messages = resultsOf(observation, 1).map((result) => testingFeedback(result, state.input));
  return { state, action: { kind: 'ask', messages } };
}
