import type { AnthropicBatchOptions } from '../agents/models/anthropic-batches.ts';
import type { AnthropicOptions } from '../agents/models/anthropic-model.ts';
import type { BatchApi } from '../agents/models/batch-api.ts';
import { lazyBatchApi, lazyModel } from '../agents/models/lazily.ts';
import { parseModelName } from '../agents/models/model-name.ts';
import type { OpenaiBatchOptions } from '../agents/models/openai-batches.ts';
import type { OpenaiOptions } from '../agents/models/openai-model.ts';
import type { OpenaiResponsesOptions } from '../agents/models/openai-responses-model.ts';
import { readTape } from '../agents/models/tape-file.ts';
import { tapeModel } from '../agents/models/tape-model.ts';
import type { Config } from '../domain/config.ts';
import type { Model } from '../domain/model.ts';
import type { ModelChoice } from '../domain/model-choice.ts';
import type { ModelOptions } from './compose.ts';
import { addressOf, keysOf } from './model-access.ts';

/** Who answers for a model, one behind each key. */
export interface Providers {
  readonly asks: string;
  readonly keys: readonly string[];
  /** One behind each key. */
  readonly providers: readonly Model[];
  readonly countsReads: boolean;
  /** Null where there is no batch price. It goes by the first key: a job belongs to the workspace of the key that sent it. */
  readonly batchApi: BatchApi | null;
}

export function providersOf(choice: ModelChoice, config: Config, options: ModelOptions): Providers {
  const name = parseModelName(choice.model);
  const { environment, strictTape, warn } = options;
  if (name.provider === 'tape') {
    const tape = tapeModel(readTape(name.path), { strict: strictTape, warn: options.tapeDiffers });
    return { asks: 'tape', keys: [], providers: [tape], countsReads: false, batchApi: null };
  }
  const { firstTokenMs, betweenTokensMs } = config.running;
  const address = addressOf(choice, environment);
  const given = { ...(address !== null && { baseUrl: address }), firstTokenMs, betweenTokensMs, warn };
  const keys = keysOf(choice, environment);
  switch (name.provider) {
    case 'anthropic':
      return {
        asks: name.model,
        keys,
        providers: keys.map((apiKey) => anthropic({ apiKey, ...given })),
        countsReads: false,
        batchApi: anthropicJobs({ apiKey: keys[0], model: name.model, ...given }),
      };
    case 'openai':
      return {
        asks: name.model,
        keys,
        providers: keys.map((apiKey) => openai({ apiKey, ...given })),
        countsReads: true,
        batchApi: openaiJobs({ apiKey: keys[0], model: name.model, ...given }),
      };
    case 'openai-responses':
      return {
        asks: name.model,
        keys,
        providers: keys.map((apiKey) => responses({ apiKey, ...given })),
        countsReads: true,
        batchApi: null,
      };
    case 'openai-compatible':
      return {
        asks: name.model,
        keys,
        providers: keys.map((apiKey) => openai({ apiKey, provider: 'openai-compatible', ...given })),
        countsReads: true,
        batchApi: null,
      };
  }
}

/** Whom a key belongs to: the same one is good for nothing at another server. */
export function placeOf({ model, baseUrl }: ModelChoice): string {
  const name = parseModelName(model);
  const isOpenai = name.provider === 'openai' || name.provider === 'openai-responses';
  return baseUrl ?? (('baseUrl' in name && name.baseUrl) || (isOpenai ? 'openai' : name.provider));
}

function anthropic(options: AnthropicOptions): Model {
  return lazyModel(async () => (await import('../agents/models/anthropic-model.ts')).anthropicModel(options));
}

function anthropicJobs(options: AnthropicBatchOptions): BatchApi {
  return lazyBatchApi(async () =>
    (await import('../agents/models/anthropic-batches.ts')).anthropicBatches(options),
  );
}

function openai(options: OpenaiOptions): Model {
  return lazyModel(async () => (await import('../agents/models/openai-model.ts')).openaiModel(options));
}

function openaiJobs(options: OpenaiBatchOptions): BatchApi {
  return lazyBatchApi(async () =>
    (await import('../agents/models/openai-batches.ts')).openaiBatches(options),
  );
}

function responses(options: OpenaiResponsesOptions): Model {
  return lazyModel(async () =>
    (await import('../agents/models/openai-responses-model.ts')).openaiResponsesModel(options),
  );
}
