import { appendFileSync } from 'node:fs';
import { z } from 'zod';

const time = z.iso.datetime();

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
    usage: z.object({ input: z.int(), output: z.int(), cacheRead: z.int(), cacheWrite: z.int() }).nullable(),
  }),
  /** The reply has been handed to the client in full. */
  z.object({ event: z.literal('sent'), time, id: z.int() }),
  /** The connection ended before that, by the client or by a scripted fault. */
  z.object({ event: z.literal('closed'), time, id: z.int(), by: z.enum(['client', 'fault']) }),
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
    usage: z.object({ input: z.int(), output: z.int(), cacheRead: z.int(), cacheWrite: z.int() }),
  }),
]);

export type LogLine = z.infer<typeof logLineSchema>;
export type TokenCount = NonNullable<Extract<LogLine, { event: 'request' }>['usage']>;

type WithoutTime<T> = T extends unknown ? Omit<T, 'time'> : never;

/** Synchronous, so that a line is in the file before anything that follows from it can be seen. */
export function logTo(path: string): (line: WithoutTime<LogLine>) => void {
  return (line) => appendFileSync(path, `${JSON.stringify({ time: new Date().toISOString(), ...line })}\n`);
}

/** Whole lines only: the last may be half written. */
export function parseLog(text: string): LogLine[] {
  const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
  return lines.filter((line) => line !== '').map((line) => logLineSchema.parse(JSON.parse(line)));
}
