import type { z } from 'zod';
import { configSchema } from '../../../../domain/config.ts';
import type { Measured, Pilot } from '../../../../scripts/plan/pilot.ts';

/** A dollar for a token of output, half for one of input. */
export const PRICE = { input: 500_000, output: 1e6, cacheRead: 0, cacheWrite: 0 };

export function config(settings: z.input<typeof configSchema> = {}) {
  return configSchema.parse({
    models: { default: 'p:m' },
    prices: { 'p:m': PRICE },
    samples: 2,
    ...settings,
  });
}

export function measured(outputTokens: number, inputTokens = 0, line: Partial<Measured> = {}): Measured {
  const tokens = { inputTokens, outputTokens, cacheReadTokens: 9, cacheWriteTokens: 9 };
  const ofTwo = { model: 'p:m', priceClass: 'standard', isFirst: true, samples: 2 } as const;
  return { ...ofTwo, calls: 4, callMs: 8_000, ...tokens, ...line };
}

export const PILOT: Pilot = {
  name: 'night',
  config: config(),
  running: [1, 1, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25],
  issues: [
    {
      spent: new Map([
        ['relevance', [measured(1)]],
        ['editing', [measured(10, 2)]],
      ]),
      reach: { reachFiles: 4, reachTokens: 1_000 },
      contextTokens: 500,
    },
    { spent: new Map([['editing', [measured(30)]]]), reach: null, contextTokens: 500 },
  ],
};
