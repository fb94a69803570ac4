import { textMessage } from '../domain/message.ts';
import type { AgentState, Move } from '../domain/trajectory.ts';

/** Sends a reply that could not be used back to the model, with the reason, and counts it. */
export function slip<State extends AgentState<unknown>>(state: State, problem: string): Move<State> {
  const message = `Your reply could not be used. ${problem}\nReply again, in full.`;
  return {
    state: { ...state, slips: state.slips + 1 },
    action: { kind: 'ask', messages: [textMessage('user', message)] },
  };
}
