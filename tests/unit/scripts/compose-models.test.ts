import { describe, expect, it } from 'vitest';
import { configSchema } from '../../../domain/config.ts';
import type { CacheTtl } from '../../../domain/model.ts';
import { composeModels, type Environment } from '../../../scripts/compose.ts';
import { tempStore } from '../db/temp-store.ts';

const PRICE = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };

function composed(name: string, cacheTtl: CacheTtl, environment: Environment) {
  const config = configSchema.parse({ models: { default: name }, prices: { [name]: PRICE }, cacheTtl });
  const store = tempStore();
  const run = store.createRun('r', config, null);
  const options = {
    environment,
    tape: null,
    strictTape: false,
    stopping: new AbortController().signal,
    warn: () => undefined,
    tapeDiffers: () => undefined,
  };
  return composeModels(run, store, options).modelOf('editing');
}

describe('the price that the ledger takes', () => {
  it.each([
    ['anthropic:m', '5m', 3.75],
    ['anthropic:m', '1h', 6],
    ['openai:m', '1h', 3.75],
  ] as const)('for what %s writes to a cache of %s is %d', (name, cacheTtl, expected) => {
    const environment = { ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' };
    expect(composed(name, cacheTtl, environment).price).toEqual({ ...PRICE, cacheWrite: expected });
  });
});

it.each([{}, { ANTHROPIC_API_KEY: '' }, { ANTHROPIC_API_KEY: ' , ' }])(
  'a run without a key says which variable to set (%j)',
  (environment) => {
    expect(() => composed('anthropic:m', '5m', environment)).toThrow('ANTHROPIC_API_KEY is not set');
  },
);
