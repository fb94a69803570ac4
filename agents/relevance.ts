import type { FilePart } from '../domain/message.ts';
import type { Agent, AgentState } from '../domain/trajectory.ts';
import { relevanceMessages } from './prompts/relevance.ts';
import { elementText, withoutThinking } from './read-reply.ts';

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
export const relevanceAgent: Agent<RelevanceInput, RelevanceState> = {
  start(input) {
    return {
      state: { result: { relevant: null, summary: null }, slips: 0 },
      action: { kind: 'ask', messages: relevanceMessages(input) },
    };
  },
  next(state, observation) {
    if (observation.kind !== 'reply') return { state, action: { kind: 'finish' } };
    const result = readVerdict(observation.reply.text);
    const slips = result.relevant === null ? state.slips + 1 : state.slips;
    return { state: { result, slips }, action: { kind: 'finish' } };
  },
};

/** The last verdict counts: models weigh both sides before it. */
function readVerdict(reply: string): RelevanceResult {
  const text = withoutThinking(reply);
  const word = [...text.matchAll(/<verdict>([^<]*)<\/verdict>/gi)].at(-1)?.[1];
  switch (
    word
      ?.trim()
      .toLowerCase()
      .replace(/[\s_-]+/g, ' ')
      .replace(/\.$/, '')
  ) {
    case 'relevant':
      return { relevant: true, summary: elementText(text, 'summary') };
    case 'not relevant':
    case 'irrelevant':
      return { relevant: false, summary: null };
    default:
      return { relevant: null, summary: null };
  }
}
