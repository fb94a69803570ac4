import { patchIdentity } from '../../../domain/patch.ts';
import type { Call, CallName, Scenario } from '../../fake-server/scenario.ts';
import type { Replies } from './replies.ts';

/** A model that says to each issue what is written for it; throws for any other call. */
export function scenarioOver(repliesTo: Readonly<Record<string, Replies>>): Scenario {
  return ({ name, messages, callId }) => {
    const replies = name && repliesTo[name.instanceId];
    const text = name && replies && replyTo(name, replies, messages);
    if (!text) throw new Error(`no reply to ${callId}`);
    return { text };
  };
}

function replyTo({ role, sample, turn }: CallName, replies: Replies, messages: Call['messages']) {
  switch (role) {
    case 'relevance':
      return verdictOn(messages, replies);
    case 'ranking':
      return `<ranking>\n${JSON.stringify(replies.relevant)}\n</ranking>`;
    case 'testing':
      return replies.testing[sample]?.[turn - 1];
    case 'editing':
      return replies.editing[sample]?.[turn - 1];
    case 'selecting':
      return turn === 1 ? replies.selectingTest : choice(messages, replies);
    default:
      return null;
  }
}

function verdictOn(messages: Call['messages'], { relevant }: Replies): string {
  const path = textOf(messages).match(/<file path="([^"]+)">/)?.[1];
  if (!path || !relevant.includes(path)) return '<verdict>not relevant</verdict>';
  return `<verdict>relevant</verdict>\n<summary>${path} does what the issue is about.</summary>`;
}

/** The candidates' numbers depend on the votes, so they are read from the prompt. */
function choice(messages: Call['messages'], { picks }: Replies): string | null {
  const shortlist = textOf(messages).matchAll(/^Candidate (\d+) \(.*?\):\n<diff>\n(.*?)\n<\/diff>$/gms);
  const wanted = [...shortlist].find(([, , diff = '']) => picks.includes(patchIdentity(`${diff}\n`)));
  return wanted ? `<reason>\nIt fits the issue best.\n</reason>\n<choice>${wanted[1]}</choice>` : null;
}

function textOf(messages: Call['messages']): string {
  return messages.map(({ text }) => text).join('\n');
}
