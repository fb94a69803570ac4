/*
 * What the fake server answers is decided by a scenario, named on the command line:
 *
 *   node --import tsx tests/fake-server/main.ts --scenario FILE --log FILE [--port N]
 *
 * FILE.json holds rules, the first that matches wins:
 *   { "rules": [{ "when": { "role": "testing", "turn": 1, "seen": 0, "contains": "words of the prompt" },
 *                 "answer": { "text": "...", "fault": { "kind": "status", "status": 429, "retryAfterMs": 50 } } }],
 *     "otherwise": { "text": "..." } }
 * Any other FILE is an ES module (.ts or .mjs) whose default export is a `Scenario`: a function of the call. It may
 * await and may keep state; the server is one process. `call.seen` counts earlier requests with the same call id, so
 * `seen === 0 ? fault : text` fails once. Everything about a call that a rule needs is in `Call`.
 * The server's first line on stdout is its URL. The log gets a `request` line before any byte of the answer is sent
 * and a `sent` line when all of it is, or a `closed` line when the client went away first; see request-log.ts.
 * From a test, `startFakeServer` of start.ts does all of this and reads the log.
 */
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';

/** A call id of troop, `run/instance/role/sample/attempt/turn`, in its parts. */
export interface CallName {
  readonly run: string;
  readonly instanceId: string;
  readonly role: string;
  readonly sample: number;
  readonly attempt: number;
  readonly turn: number;
}

export interface WireMessage {
  readonly role: string;
  readonly text: string;
}

export interface Call {
  readonly api: 'anthropic' | 'openai';
  readonly model: string;
  /** The system text first. */
  readonly messages: readonly WireMessage[];
  /** From the idempotency key; null where the client sent none. */
  readonly callId: string | null;
  /** Null where the id has another form. */
  readonly name: CallName | null;
  /** Earlier requests with this call id. */
  readonly seen: number;
  readonly maxOutputTokens: number | null;
  readonly temperature: number | null;
  /** The body as it came, for what the fields above leave out. */
  readonly body: unknown;
}

const milliseconds = z.number().nonnegative();
const chunks = z.int().nonnegative();

const faultSchema = z.discriminatedUnion('kind', [
  /** An error response. */
  z.strictObject({
    kind: z.literal('status'),
    status: z.int().min(400).max(599),
    retryAfterMs: milliseconds.optional(),
    message: z.string().optional(),
    /** The error's `type` (Anthropic) or `code` (OpenAI). */
    code: z.string().optional(),
  }),
  /** No byte ever; the socket stays open. */
  z.strictObject({ kind: z.literal('hang') }),
  /** So many chunks of text, then silence on an open socket. */
  z.strictObject({ kind: z.literal('stall'), afterChunks: chunks }),
  /** So many chunks, then the connection breaks. */
  z.strictObject({ kind: z.literal('cut'), afterChunks: chunks }),
  /** So many chunks, then an orderly end without the events that complete a reply. */
  z.strictObject({ kind: z.literal('end-early'), afterChunks: chunks }),
  /** So many chunks, then half a JSON value. */
  z.strictObject({ kind: z.literal('invalid-json'), afterChunks: chunks }),
  /** So many chunks, then an error inside the stream, as an overloaded provider sends it. */
  z.strictObject({ kind: z.literal('error-event'), afterChunks: chunks }),
]);

export type Fault = z.infer<typeof faultSchema>;

const answerSchema = z.strictObject({
  /** Empty is a legal reply. */
  text: z.string().default(''),
  stop: z.enum(['end', 'length', 'refusal']).default('end'),
  /** Before the first byte. */
  delayMs: milliseconds.default(0),
  /** Between chunks of text. */
  chunkDelayMs: milliseconds.default(0),
  /** Whether the reply says what it cost. */
  usage: z.boolean().default(true),
  fault: faultSchema.optional(),
});

export type Answer = z.infer<typeof answerSchema>;
export type AnswerInput = z.input<typeof answerSchema>;
export type Scenario = (call: Call) => AnswerInput | Promise<AnswerInput>;

const rulesSchema = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        when: z.strictObject({
          run: z.string().optional(),
          instanceId: z.string().optional(),
          role: z.string().optional(),
          sample: z.int().optional(),
          attempt: z.int().optional(),
          turn: z.int().optional(),
          model: z.string().optional(),
          seen: z.int().optional(),
          contains: z.string().optional(),
        }),
        answer: answerSchema,
      }),
    )
    .default([]),
  otherwise: answerSchema.optional(),
});

export type Rules = z.input<typeof rulesSchema>;

export async function loadScenario(path: string): Promise<Scenario> {
  if (path.endsWith('.json')) return scenarioOf(JSON.parse(await readFile(path, 'utf8')));
  const module: { default?: unknown } = await import(pathToFileURL(path).href);
  const scenario = module.default;
  if (typeof scenario !== 'function')
    throw new Error(`${path}: the default export is not a function of the call`);
  return async (call) => answerSchema.parse(await scenario(call));
}

/** Fills in the defaults; throws where a scenario's answer is none. */
export function completeAnswer(input: unknown): Answer {
  return answerSchema.parse(input);
}

function scenarioOf(json: unknown): Scenario {
  const { rules, otherwise } = rulesSchema.parse(json);
  return (call) => {
    const rule = rules.find(({ when: { model, seen, contains, ...name } }) => {
      if (model !== undefined && model !== call.model) return false;
      if (seen !== undefined && seen !== call.seen) return false;
      if (contains !== undefined && !call.messages.some(({ text }) => text.includes(contains))) return false;
      const actual = new Map(Object.entries(call.name ?? {}));
      return Object.entries(name).every(([field, value]) => actual.get(field) === value);
    });
    const answer = rule?.answer ?? otherwise;
    if (!answer) throw new Error(`no rule of the scenario matches call ${call.callId}`);
    return answer;
  };
}

/** The run is the first part and the last four are fixed, so an instance id may hold slashes. */
export function callName(callId: string): CallName | null {
  const match =
    /^(?<run>[^/]+)\/(?<instanceId>.+)\/(?<role>[^/]+)\/(?<sample>\d+)\/(?<attempt>\d+)\/(?<turn>\d+)$/.exec(
      callId,
    );
  if (!match?.groups) return null;
  const { run = '', instanceId = '', role = '', sample, attempt, turn } = match.groups;
  return { run, instanceId, role, sample: Number(sample), attempt: Number(attempt), turn: Number(turn) };
}
