import { parseModelName } from '../agents/models/model-name.ts';
import type { Config } from '../domain/config.ts';
import { ROLES } from '../domain/model.ts';
import { choicesOf } from '../domain/model-choice.ts';
import type { Price } from '../domain/price.ts';
import { listPrice } from './list-price.ts';

/** Prices of all models that a run may ask: its own where given, else the public list's; null where nobody knows. */
export function pricesOf(config: Config): Record<string, Price | null> {
  const choices = ROLES.flatMap((role) => choicesOf(config.models, role));
  return Object.fromEntries(
    choices.map(({ label, model }) => [label, givenPrice(config, label) ?? publicPrice(model)]),
  );
}

/** Under its label, its given name or the model's own name. */
function givenPrice({ prices }: Config, label: string): Price | null {
  const [, name = '', model = ''] = /^([\w.-]+)=(.*)$/s.exec(label) ?? [];
  return prices[label] ?? prices[name] ?? prices[model] ?? null;
}

function publicPrice(name: string): Price | null {
  const asked = parseModelName(name);
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
