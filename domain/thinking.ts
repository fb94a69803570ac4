import { z } from 'zod';

const EFFORTS = ['low', 'medium', 'high', 'xhigh', 'max'] as const;
type Effort = (typeof EFFORTS)[number];

/** Providers take no smaller budget. */
const LEAST_BUDGET_TOKENS = 1_024;

/**
 * Whether a model thinks before it writes, and how much: `off`, `on` (as much as it finds fit), an effort, or so many
 * tokens. Left out: whatever the model does by itself.
 */
export const thinkingSchema = z.union(
  [z.enum(['off', 'on', ...EFFORTS]), z.strictObject({ budgetTokens: z.int().min(LEAST_BUDGET_TOKENS) })],
  `write off, on, ${EFFORTS.join(', ')} or { budgetTokens: N } from ${LEAST_BUDGET_TOKENS} on`,
);
export type Thinking = z.infer<typeof thinkingSchema>;

/** Room for thoughts where no budget says how much; a provider that would go on is cut there. */
const ROOM_TOKENS: Record<Effort | 'on', number> = {
  low: 8_192,
  medium: 16_384,
  on: 16_384,
  high: 32_768,
  xhigh: 49_152,
  max: 65_536,
};

interface Limited {
  readonly maxOutputTokens: number;
  readonly thinking?: Thinking | undefined;
}

/** The most that a provider may write and bill: what can be read, up to `maxOutputTokens`, and the thoughts before it. */
export function outputLimit({ maxOutputTokens, thinking }: Limited): number {
  if (thinking === undefined || thinking === 'off') return maxOutputTokens;
  return maxOutputTokens + (typeof thinking === 'object' ? thinking.budgetTokens : ROOM_TOKENS[thinking]);
}

export function isThinking({ thinking }: Pick<Limited, 'thinking'>): boolean {
  return thinking !== undefined && thinking !== 'off';
}

/** For providers that know efforts only: the smallest whose room holds the budget. */
export function effortOf(thinking: Exclude<Thinking, 'off'>): Effort {
  if (thinking === 'on') return 'medium';
  if (typeof thinking === 'string') return thinking;
  return EFFORTS.find((effort) => ROOM_TOKENS[effort] >= thinking.budgetTokens) ?? 'max';
}
