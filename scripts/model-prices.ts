import { z } from 'zod';
import { type ModelName, parseModelName } from '../agents/models/model-name.ts';
import type { Config } from '../domain/config.ts';
import { ROLES } from '../domain/model.ts';
import { choicesOf, type ModelChoice } from '../domain/model-choice.ts';
import type { Price } from '../domain/price.ts';
import { listPrice } from './list-price.ts';

/**
 * Prices of all models that a run may ask: its own where given, else the public list's; null where nobody knows. Throws
 * a UsageError where one is not understood, also of a role that may never ask.
 */
export function pricesOf(config: Config): Record<string, Price | null> {
  return Object.fromEntries(
    modelsAsked(config).map(({ label, model }) => {
      const asked = parseModelName(model);
      return [label, givenPrice(config, label) ?? publicPrice(asked)];
    }),
  );
}

const givenPrices = z.object({ prices: z.record(z.string(), z.unknown()) });

/** Names under which a config file gives a price. */
export function pricedIn(file: unknown): string[] {
  return Object.keys(givenPrices.safeParse(file).data?.prices ?? {});
}

/**
 * What to say of prices of a config file that are of no model of the run: a slip of the pen, or a file that other runs
 * share. Null where there is none.
 */
export function unusedPrices(file: unknown, config: Config): string | null {
  const labels = [...new Set(modelsAsked(config).map(({ label }) => label))];
  const used = new Set(labels.flatMap(priceNames));
  const unused = pricedIn(file).filter((name) => !used.has(name));
  if (unused.length === 0) return null;
  return `prices of ${unused.join(', ')} fit no model of this run, which asks ${labels.join(', ') || 'none'}`;
}

function modelsAsked({ models }: Config): ModelChoice[] {
  return ROLES.flatMap((role) => choicesOf(models, role));
}

function givenPrice({ prices }: Config, label: string): Price | null {
  const name = priceNames(label).find((one) => prices[one]);
  return name === undefined ? null : (prices[name] ?? null);
}

/** Where a model's price is looked up, in this order: its label, its given name, the model's own name. */
function priceNames(label: string): string[] {
  const [, ...parts] = /^([\w.-]+)=(.*)$/s.exec(label) ?? [];
  return [label, ...parts];
}

function publicPrice(asked: ModelName): Price | null {
  switch (asked.provider) {
    case 'anthropic':
    case 'openai':
      return listPrice(asked.model, { providerId: asked.provider });
    case 'openai-responses':
      return asked.baseUrl === null ? listPrice(asked.model, { providerId: 'openai' }) : null;
    case 'openai-compatible':
      return asked.baseUrl === null ? null : listPrice(asked.model, { providerApiUrl: asked.baseUrl });
    case 'tape':
      return null;
  }
}
