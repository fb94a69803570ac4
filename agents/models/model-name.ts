import { addressFault } from '../../domain/address.ts';
import { UsageError } from '../../domain/errors.ts';

/** A model as the user names it: who is asked, and for what. */
export type ModelName =
  | { readonly provider: 'anthropic' | 'openai'; readonly model: string }
  | {
      readonly provider: 'openai-compatible' | 'openai-responses';
      readonly model: string;
      readonly baseUrl: string | null;
    }
  | { readonly provider: 'tape'; readonly path: string };

const FORMS =
  'anthropic:NAME, openai:NAME, openai-responses:NAME[@URL], openai-compatible:NAME[@URL] or tape:FILE';

/**
 * Reads `provider:name`. An `openai-compatible` or `openai-responses` name may end in `@http://host:port/v1`;
 * without it `baseUrl` is null and the caller knows it from elsewhere. Throws a UsageError.
 */
export function parseModelName(text: string): ModelName {
  const colon = text.indexOf(':');
  const provider = text.slice(0, Math.max(0, colon));
  const name = text.slice(colon + 1);
  if (name === '') throw unreadable(text);
  switch (provider) {
    case 'anthropic':
    case 'openai':
      if (ADDRESS.test(name)) throw addressUnwanted(provider, text);
      return { provider, model: name };
    case 'openai-responses':
    case 'openai-compatible':
      return { provider, ...atUrl(name, text) };
    case 'tape':
      return { provider, path: name };
    default:
      throw unreadable(text);
  }
}

/** Servers that only speak a provider's protocol have no jobs, nor have tapes. */
export function hasBatchPrice({ provider }: ModelName): boolean {
  return provider === 'anthropic' || provider === 'openai';
}

const ADDRESS = /@https?:\/\//;

/**
 * Some servers' model names hold an `@`: one in front is the name's, and so is any before an `@http://`. Without an
 * address, what follows an `@` is taken for one that is mistyped.
 */
function atUrl(name: string, text: string): { model: string; baseUrl: string | null } {
  const known = name.search(ADDRESS);
  const at = known === -1 ? name.lastIndexOf('@') : known;
  if (known === 0) throw unreadable(text);
  if (at <= 0) return { model: name, baseUrl: null };
  const baseUrl = name.slice(at + 1);
  const fault = addressFault(baseUrl);
  if (fault === null) return { model: name.slice(0, at), baseUrl };
  const remedy = `where the @ belongs to the model's name, write ${text}@http://HOST:PORT/v1`;
  throw new UsageError(`model ${JSON.stringify(text)}: ${fault}${known === -1 ? `; ${remedy}` : ''}`);
}

function addressUnwanted(provider: string, text: string): UsageError {
  return new UsageError(
    `model ${JSON.stringify(text)}: ${provider}:NAME takes no @URL; write openai-compatible:NAME@URL, or give the address as baseUrl of a model under models.named`,
  );
}

function unreadable(text: string): UsageError {
  return new UsageError(`model ${JSON.stringify(text)} is not understood; write ${FORMS}`);
}
