import { z } from 'zod';

/** What another process asks of the one that works on a run. */
export const runCommandSchema = z.discriminatedUnion('kind', [
  /** Null: no limit. */
  z.strictObject({ kind: z.literal('budget'), budgetUsd: z.number().nonnegative().nullable() }),
]);

export type RunCommand = z.infer<typeof runCommandSchema>;
