import { appendFileSync } from 'node:fs';
import { z } from 'zod';

const time = z.iso.datetime();
const tokens = z.object({ input: z.int(), output: z.int(), cacheRead: z.int(), cacheWrite: z.int() });
/**
 * What the reply is billed: its prompt as soon as it began, of its text what was sent before it ended, however it
 * ended. Null where no reply began.
 */
const billed = tokens.nullable();

/** One line of the log. `id` numbers the server's requests from 1. */
const logLineSchema = z.discriminatedUnion('event', [
  /** Written before the first byte of the answer; `status` is null where none will be sent. */
  z.object({
    event: z.literal('request'),
    time,
    id: z.int(),
    api: z.enum(['anthropic', 'openai', 'openai-responses']),
    callId: z.string().nullable(),
    bodySha256: z.string(),
    model: z.string().nullable(),
    stream: z.boolean(),
    status: z.int().nullable(),
    /** What the reply will have cost once complete; null for errors. Cache classes are apart from `input`. */
    usage: tokens.nullable(),
  }),
  /** The reply has been handed to the client in full. */
  z.object({ event: z.literal('sent'), time, id: z.int(), billed }),
  /** The connection ended before that, by the client or by a scripted fault. */
  z.object({ event: z.literal('closed'), time, id: z.int(), by: z.enum(['client', 'fault']), billed }),
  /** What happened to a job as a whole; `customIds` are there when it is submitted. */
  z.object({
    event: z.literal('batch'),
    time,
    /** No request of its own is behind it. */
    id: z.literal(0),
    api: z.enum(['anthropic', 'openai', 'openai-responses']),
    jobId: z.string(),
    act: z.enum(['submitted', 'cancelled', 'ended']),
    customIds: z.array(z.string()),
  }),
  /** A request of a job was answered, and will be billed at half the price. */
  z.object({
    event: z.literal('batched'),
    time,
    id: z.literal(0),
    api: z.enum(['anthropic', 'openai', 'openai-responses']),
    jobId: z.string(),
    customId: z.string(),
    model: z.string(),
    usage: tokens,
  }),
]);

export type LogLine = z.infer<typeof logLineSchema>;
export type TokenCount = z.infer<typeof tokens>;

type WithoutTime<T> = T extends unknown ? Omit<T, 'time'> : never;

/** Synchronous, so that a line is in the file before anything that follows from it can be seen. */
export function logTo(path: string): (line: WithoutTime<LogLine>) => void {
  return (line) => appendFileSync(path, `${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`);
}

export interface BilledReply {
  readonly id: number;
  readonly api: 'anthropic' | 'openai' | 'openai-responses';
  readonly callId: string | null;
  readonly model: string | null;
  readonly billed: TokenCount;
}

/** Replies that cost something and have come to an end, in the order of their requests; those of jobs are not among them. */
export function billOf(lines: readonly LogLine[]): BilledReply[] {
  const bills = new Map<number, TokenCount>();
  for (const line of lines)
    if ((line.event === 'sent' || line.event === 'closed') && line.billed) bills.set(line.id, line.billed);
  return lines.flatMap((line) => {
    const billed = bills.get(line.id);
    if (line.event !== 'request' || !billed) return [];
    const { id, api, callId, model } = line;
    return [{ id, api, callId, model, billed }];
  });
}

/** Whole lines only: the last may be half written. */
export function parseLog(text: string): LogLine[] {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line !== '').map((line) => logLineSchema.parse(JSON.parse(line)));
}
