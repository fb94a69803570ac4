import type { Call, CallName, Scenario } from '../fake-server/scenario.ts';
import { REPLIES, type Replies } from './replies.ts';

/** Long enough that a kill at a request finds it in flight. */
const DELAY_MS = 150;

/** A reply depends on the call's name and prompt alone: asked again, the model says the same. */
const scenario: Scenario = ({ name, messages }) => {
  if (name === null) throw new Error('a call without a name');
  const replies = REPLIES[name.instanceId];
  if (!replies) throw new Error(`no replies for ${name.instanceId}`);
  const text = replyTo(name, replies, messages);
  if (text === undefined) throw new Error(`no reply for ${name.role} ${name.sample}, turn ${name.turn}`);
  return { text, delayMs: DELAY_MS };
};

export default scenario;

function replyTo(
  { role, sample, turn }: CallName,
  replies: Replies,
  messages: Call['messages'],
): string | undefined {
  switch (role) {
    case 'relevance':
      return verdictOn(messages, replies);
    case 'ranking':
      return `<ranking>\n${JSON.stringify(rotated(replies.relevant, sample))}\n</ranking>`;
    case 'testing':
      return replies.testing[sample]?.[turn - 1];
    case 'editing':
      return replies.editing[sample]?.[turn - 1];
    case 'selecting':
      return turn === 1 ? replies.selecting.test : choice(messages, replies);
    default:
      return undefined;
  }
}

function verdictOn(messages: Call['messages'], { relevant }: Replies): string {
  const path = textOf(messages).match(/<file path="([^"]+)">/)?.[1] ?? '';
  if (!relevant.includes(path)) return '<verdict>not relevant</verdict>';
  return `<verdict>relevant</verdict>\n<summary>${path} has the behaviour that the issue is about.</summary>`;
}

/** The candidate's number depends on the votes, so it is read from the prompt. */
function choice(messages: Call['messages'], { selecting }: Replies): string | undefined {
  const candidates = textOf(messages).matchAll(/^Candidate (\d+) \(.*?<\/diff>$/gms);
  const wanted = [...candidates].find(([diff]) => diff.split('\n').includes(selecting.chosen));
  return wanted && `<reason>\nIt fits the issue best.\n</reason>\n<choice>${wanted[1]}</choice>`;
}

function rotated<T>(list: readonly T[], by: number): T[] {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

function textOf(messages: Call['messages']): string {
  return messages.map(({ text }) => text).join('\n');
}
