import type { CellResult } from '../../../domain/execution.ts';
import { isFilePart, type Message, messageText } from '../../../domain/message.ts';
import type { Reply } from '../../../domain/model.ts';
import { outcomeOfExit } from '../../../domain/outcome.ts';
import type { Action, Agent, AgentState, Observation } from '../../../domain/trajectory.ts';
import { NO_USAGE } from '../../../domain/usage.ts';

/** Drives an agent through start and next, one observation at a time. */
export function byHand<Input, State extends AgentState<unknown>>(agent: Agent<Input, State>, input: Input) {
  let { state, action } = agent.start(input);
  const observe = (observation: Observation): Action => {
    ({ state, action } = agent.next(state, observation));
    return action;
  };
  return {
    get state() {
      return state;
    },
    get action() {
      return action;
    },
    /** Text of the messages that the agent asks with now. */
    get asked() {
      if (action.kind !== 'ask') throw new Error(`the agent does not ask but ${action.kind}`);
      return action.messages.map(messageText).join('\n');
    },
    reply: (text: string, stop: Reply['stop'] = 'end') =>
      observe({ kind: 'reply', reply: { text, usage: NO_USAGE, stop, model: 'fake' } }),
    executed: (...results: CellResult[]) => observe({ kind: 'executed', results }),
  };
}

export function exited(exitCode: number, output = `left with ${exitCode}`): CellResult {
  return { outcome: outcomeOfExit(exitCode), exitCode, output, seconds: 1, reason: null };
}

export const TIMED_OUT: CellResult = {
  outcome: 'timeout',
  exitCode: null,
  output: 'waiting',
  seconds: 100,
  reason: 'time limit',
};

/** Everything of a message that enters a request or its hash. */
export function bytesOf(messages: readonly Message[]): string {
  return JSON.stringify(
    messages.map(({ role, parts }) => [
      role,
      parts.map((part) => (isFilePart(part) ? [part.path, part.blobId, part.text] : part.text)),
    ]),
  );
}

export const SETTING = {
  language: 'python',
  scriptName: 'troop_check.py',
  command: 'python {script}',
  timeoutMs: 100_000,
  feedbackChars: 200,
};
