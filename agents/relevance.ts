import type { FilePart } from '../domain/message.ts';
import { oneCallAgent } from './one-call.ts';
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

/** One call per file: is this file needed to solve the issue (paper, section 4.1)? */
export const relevanceAgent = oneCallAgent<RelevanceInput, RelevanceResult>({
  messages: relevanceMessages,
  unread: { relevant: null, summary: null },
  read: readVerdict,
});

/** The last verdict counts: models weigh both sides before it. */
function readVerdict(reply: string): RelevanceResult | null {
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
      return null;
  }
}
