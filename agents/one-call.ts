import type { Message } from '../domain/message.ts';
import type { Agent, AgentState } from '../domain/trajectory.ts';

export interface OneCallState<Input, Result> extends AgentState<Result> {
  readonly input: Input;
}

interface Question<Input, Result> {
  readonly messages: (input: Input) => readonly Message[];
  /** Null where the reply cannot be read. */
  readonly read: (reply: string, input: Input) => Result | null;
  /** The result as long as no reply was read. */
  readonly unread: Result;
}

/** An agent that asks once and takes the reply as it is: one that cannot be read is a slip, and there is no second try. */
export function oneCallAgent<Input, Result>({
  messages,
  read,
  unread,
}: Question<Input, Result>): Agent<Input, OneCallState<Input, Result>> {
  return {
    start: (input) => ({
      state: { result: unread, slips: 0, input },
      action: { kind: 'ask', messages: messages(input) },
    }),
    next(state, observation) {
      if (observation.kind !== 'reply') return { state, action: { kind: 'finish' } };
      const result = read(observation.reply.text, state.input);
      const after = result === null ? { ...state, slips: state.slips + 1 } : { ...state, result };
      return { state: after, action: { kind: 'finish' } };
    },
  };
}
