import { z } from 'zod';
import { type CallKey, ROLES } from './model.ts';

const count = z.int().nonnegative();

/** First line of a tape. */
export const tapeHeaderSchema = z.strictObject({
  tape: z.literal(1),
  recordedAt: z.iso.datetime(),
  /** What was recorded, in words for the reader of a replay. */
  of: z.string(),
});

/** Every further line: one reply, found by its key. */
export const tapeEntrySchema = z.strictObject({
  key: z.strictObject({
    instanceId: z.string(),
    role: z.enum(ROLES),
    sample: count,
    turn: count,
  }),
  /** Chained hash of the request that got this reply. */
  hash: z.string(),
  /** The model that was asked. */
  model: z.string(),
  reply: z.strictObject({
    text: z.string(),
    usage: z.strictObject({
      inputTokens: count,
      outputTokens: count,
      cacheReadTokens: count,
      cacheWriteTokens: count,
    }),
    stop: z.enum(['end', 'length', 'refusal']),
    model: z.string(),
    batch: z.literal(true).optional(),
  }),
});

export type TapeHeader = z.infer<typeof tapeHeaderSchema>;
export type TapeEntry = z.infer<typeof tapeEntrySchema>;

/** Equal for equal keys, whatever the order of their fields. */
export function tapeKey({ instanceId, role, sample, turn }: CallKey): string {
  return JSON.stringify([instanceId, role, sample, turn]);
}
