import type { AnswerInput } from '../fake-server/answer.ts';
import type { Call } from '../fake-server/scenario.ts';

/** How a run under a fault should go. */
export interface Expected {
  /** Of the CLI: 0 all done, 2 finished with unfinished items. */
  readonly exitCode: 0 | 2;
  /** Of the chosen patch by its hidden tests; null where the run comes to no patch. */
  readonly verdict: 'resolved' | null;
  /** Requests at the server; four where nothing goes wrong. */
  readonly requests: number;
  /** The least time in ms from the struck request to the next, where one has to be waited. */
  readonly waitMs?: number;
  /** What the user is told. */
  readonly says?: RegExp;
}

export interface Fault {
  readonly name: string;
  /** What the server answers instead of the good reply, which it is given; null: the good reply. */
  strike(call: Call, text: string): AnswerInput | null;
  readonly expected: Expected;
}

/** Limits of every run: a reply to which nothing happens comes within milliseconds. */
export const DEADLINES = { firstTokenMs: 4_000, betweenTokensMs: 2_000 };

const GOOD_REQUESTS = 4;
const DONE: Expected = { exitCode: 0, verdict: 'resolved', requests: GOOD_REQUESTS };
const TRIED_AGAIN: Expected = { ...DONE, requests: GOOD_REQUESTS + 1 };
/** Two calls of the testing agent, and the struck one. */
const STOPPED: Expected = { exitCode: 2, verdict: null, requests: 3 };

/** Words with which each protocol refuses what is too long. */
const TOO_LONG = {
  anthropic: { message: 'prompt is too long: 208310 tokens > 200000 maximum', code: 'invalid_request_error' },
  openai: {
    message:
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens.",
    code: 'context_length_exceeded',
  },
  'openai-responses': {
    message: 'Your input exceeds the context window of this model. Please adjust your input and try again.',
    code: 'context_length_exceeded',
  },
} as const;

const EXPIRED = {
  anthropic: { message: 'invalid x-api-key', code: 'authentication_error' },
  openai: { message: 'Incorrect API key provided.', code: 'invalid_api_key' },
  'openai-responses': { message: 'Incorrect API key provided.', code: 'invalid_api_key' },
} as const;

/** A different untruth to each of the four calls. */
const WRONG_USAGE: Readonly<Record<string, AnswerInput['usage']>> = {
  'testing 1': { input: 0, output: 0 },
  'testing 2': false,
  'editing 1': { input: 1e12, output: 1e12 },
  'editing 2': { input: -3, output: 'some' },
};

/** The first call of the editing agent, at each of its attempts. */
const isStruck = ({ name }: Call) => name?.role === 'editing' && name.turn === 1;

/** Strikes the struck call's first attempts, one fault after the other. */
function first(...answers: readonly AnswerInput[]): Fault['strike'] {
  return (call, text) => {
    const answer = isStruck(call) ? answers[call.seen] : undefined;
    return answer ? { text, ...answer } : null;
  };
}

const status = (code: number, more = {}) =>
  first({ fault: { kind: 'status', status: code, message: `scripted ${code}`, ...more } });

export const FAULTS: readonly Fault[] = [
  {
    name: '429 with header',
    strike: status(429, { retryAfterMs: 2_500 }),
    expected: { ...TRIED_AGAIN, waitMs: 2_500 },
  },
  { name: '429 without header', strike: status(429), expected: { ...TRIED_AGAIN, waitMs: 1_000 } },
  {
    name: '529',
    strike: status(529, { code: 'overloaded_error' }),
    expected: { ...TRIED_AGAIN, waitMs: 1_000 },
  },
  { name: '500', strike: status(500), expected: { ...TRIED_AGAIN, waitMs: 1_000 } },
  {
    name: 'hang before the stream',
    strike: first({ fault: { kind: 'hang' } }),
    expected: { ...TRIED_AGAIN, waitMs: DEADLINES.firstTokenMs },
  },
  {
    name: 'hang inside the stream',
    strike: first({ fault: { kind: 'stall', afterChunks: 3 } }),
    expected: { ...TRIED_AGAIN, waitMs: DEADLINES.betweenTokensMs },
  },
  { name: 'cut stream', strike: first({ fault: { kind: 'cut', afterChunks: 3 } }), expected: TRIED_AGAIN },
  {
    name: 'invalid JSON',
    strike: first({ fault: { kind: 'invalid-json', afterChunks: 3 } }),
    expected: TRIED_AGAIN,
  },
  // The two that follow are replies: they are not asked for again, but answered, which costs a turn.
  { name: 'empty reply', strike: first({ text: '' }), expected: TRIED_AGAIN },
  { name: 'refusal', strike: first({ text: 'I will not do that.', stop: 'refusal' }), expected: TRIED_AGAIN },
  {
    name: 'wrong usage',
    strike: ({ name }, text) => ({ text, usage: WRONG_USAGE[`${name?.role} ${name?.turn}`] }),
    expected: { ...DONE, says: /reports .*tokens/ },
  },
  {
    name: 'context too long',
    strike: (call) =>
      isStruck(call) ? { fault: { kind: 'status', status: 400, ...TOO_LONG[call.api] } } : null,
    expected: {
      ...STOPPED,
      exitCode: 0,
      says: /too long for the model\. Lower context\.tokenLimit .*editing 0: context-limit/s,
    },
  },
  {
    name: 'slow drip',
    strike: (call, text) => (isStruck(call) ? { text, chunkDelayMs: DEADLINES.betweenTokensMs / 4 } : null),
    expected: { ...DONE, waitMs: DEADLINES.firstTokenMs },
  },
  { name: 'connection reset', strike: first({ fault: { kind: 'reset' } }), expected: TRIED_AGAIN },
  {
    name: 'expired key',
    strike: (call) =>
      isStruck(call) ? { fault: { kind: 'status', status: 401, ...EXPIRED[call.api] } } : null,
    expected: { ...STOPPED, says: /Check the API key\. No further call is sent/ },
  },
  {
    name: 'HTML error page',
    strike: first({ fault: { kind: 'html', status: 502 } }, { fault: { kind: 'html', status: 200 } }),
    expected: { ...DONE, requests: GOOD_REQUESTS + 2 },
  },
];
