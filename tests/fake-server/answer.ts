import { z } from 'zod';

const milliseconds = z.number().nonnegative();
const chunks = z.int().nonnegative();

/** What a server may say of tokens that is no count, too. */
const told = z.union([z.number(), z.string(), z.null()]);

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
  /** A page such as a gateway sends, whatever was asked. */
  z.strictObject({ kind: z.literal('html'), status: z.int().min(200).max(599) }),
  /** The connection is reset before any byte. */
  z.strictObject({ kind: z.literal('reset') }),
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

export const answerSchema = z.strictObject({
  /** Empty is a legal reply. */
  text: z.string().default(''),
  stop: z.enum(['end', 'length', 'refusal']).default('end'),
  /** Before the first byte. */
  delayMs: milliseconds.default(0),
  /** Between chunks of text. */
  chunkDelayMs: milliseconds.default(0),
  /** Each event in one write, as real servers send it; otherwise cut in two, so that clients meet halves of events. */
  whole: z.boolean().default(false),
  /** Whether the reply says what it cost, or what it says instead. The log and the bill have the truth. */
  usage: z.union([z.boolean(), z.strictObject({ input: told, output: told })]).default(true),
  /** Of the response, such as those that tell limits. */
  headers: z.record(z.string(), z.string()).default({}),
  fault: faultSchema.optional(),
});

export type Answer = z.infer<typeof answerSchema>;
export type AnswerInput = z.input<typeof answerSchema>;
/** Fills in the defaults; throws where a scenario's answer is none. */
export function completeAnswer(input: unknown): Answer {
  return answerSchema.parse(input);
}
