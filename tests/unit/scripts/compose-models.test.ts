import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasBatchPrice, parseModelName } from '../../../agents/models/model-name.ts';
import { configSchema } from '../../../domain/config.ts';
import type { CacheTtl } from '../../../domain/model.ts';
import { composeModels, type Environment } from '../../../scripts/compose.ts';
import { providersOf } from '../../../scripts/compose-providers.ts';
import { refuseUnaskableModels } from '../../../scripts/model-access.ts';
import { pricesOf } from '../../../scripts/model-prices.ts';
import { ask, requestFor } from '../../contract/models-request.ts';
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
  return composeModels(run, store, options).modelOf('editing', 0);
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

describe('a batch price', () => {
  it.each(['anthropic:m', 'openai:m', 'openai-responses:m', 'openai-compatible:m@http://h/v1'])(
    'is planned for %s where there are jobs to send its calls in',
    (model) => {
      const options = {
        environment: { ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' },
        tape: null,
        strictTape: false,
        stopping: new AbortController().signal,
        warn: () => undefined,
        tapeDiffers: () => undefined,
      };
      const { batchApi } = providersOf({ label: model, model }, configSchema.parse({}), options);
      expect(hasBatchPrice(parseModelName(model))).toBe(batchApi !== null);
    },
  );
});

it.each([{}, { ANTHROPIC_API_KEY: '' }, { ANTHROPIC_API_KEY: ' , ' }])(
  'a run without a key says which variable to set (%j)',
  (environment) => {
    expect(() => composed('anthropic:m', '5m', environment)).toThrow('ANTHROPIC_API_KEY is not set');
  },
);

it.each([
  ['anthropic:m', 'ANTHROPIC_BASE_URL'],
  ['openai:m', 'OPENAI_BASE_URL'],
  ['openai-responses:m', 'OPENAI_BASE_URL'],
  ['openai-compatible:m', 'OPENAI_BASE_URL'],
])('the address of %s in %s is none: the variable is named before anything is asked', (name, variable) => {
  const config = configSchema.parse({ models: { default: name } });
  const environment = { ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'k' };
  const words = `${variable}: "nohttp" is no address`;
  expect(() => refuseUnaskableModels(config, { ...environment, [variable]: 'nohttp' })).toThrow(words);
  expect(() => composed(name, '5m', { ...environment, [variable]: 'nohttp' })).toThrow(words);
  // Control: an address is taken.
  refuseUnaskableModels(config, { ...environment, [variable]: 'http://host' });
});

it.each([
  ['openai:m', 'openai m: 401'],
  ['openai-responses:m', 'openai-responses m: 401'],
  ['openai-compatible:m', 'openai-compatible m: 401'],
])('a failure of %s behind OPENAI_BASE_URL is named as the user named it', async (name, words) => {
  const server = createServer((_, response) => response.writeHead(401).end('{}')).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const environment = { OPENAI_API_KEY: 'k', OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` };
  const { model } = composed(name, '5m', environment);
  await expect(ask(model, requestFor('a', { model: 'm' }))).rejects.toThrow(words);
});

describe('a mixture of named models', () => {
  const config = configSchema.parse({
    models: {
      default: 'sonnet:1,router:1',
      named: {
        sonnet: { model: 'anthropic:m', thinking: 'on' },
        router: { model: 'openai-compatible:q', baseUrl: 'http://h/v1', keyVariable: 'ROUTER_KEY' },
      },
    },
    prices: { router: PRICE, 'anthropic:m': PRICE },
  });

  function models(environment: Environment) {
    const store = tempStore();
    const run = store.createRun('r', { ...config, prices: pricesOf(config) }, null);
    return composeModels(run, store, {
      environment,
      tape: null,
      strictTape: false,
      stopping: new AbortController().signal,
      warn: () => undefined,
      tapeDiffers: () => undefined,
    });
  }

  it('gives each sample its own, with the price under its name or its model and what was said of thinking', () => {
    const { modelOf } = models({ ANTHROPIC_API_KEY: 'k', ROUTER_KEY: 'k' });
    expect(modelOf('testing', 0)).toMatchObject({
      name: 'sonnet=anthropic:m',
      asks: 'm',
      price: PRICE,
      thinking: 'on',
    });
    expect(modelOf('testing', 1)).toMatchObject({ name: 'router=openai-compatible:q', price: PRICE });
    expect(modelOf('editing', 1)).toBe(modelOf('testing', 1));
  });

  it('names the variable of a named model whose key is missing, before anything is asked', () => {
    const environment = { ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'another' };
    expect(() => refuseUnaskableModels(config, environment)).toThrow('ROUTER_KEY is not set');
    expect(() => models(environment).modelOf('editing', 1)).toThrow('ROUTER_KEY is not set');
  });

  it.each(['ключ', 'a b', 'a,b\u00e9'])(
    'refuses the key %j, which no header can hold, without quoting it',
    (key) => {
      const environment = { ANTHROPIC_API_KEY: 'k', OPENAI_API_KEY: 'o', ROUTER_KEY: key };
      expect(() => refuseUnaskableModels(config, environment)).toThrow(
        /^ROUTER_KEY holds a space or a letter that no HTTP header can; copy the key anew$/,
      );
    },
  );
});
