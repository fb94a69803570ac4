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

/** Only an `@` before a scheme parts name and URL: some servers' model names hold an `@`. */
function atUrl(name: string, text: string): { model: string; baseUrl: string | null } {
  const at = name.search(/@https?:\/\//);
  if (at === -1) return { model: name, baseUrl: null };
  const baseUrl = name.slice(at + 1);
  if (at === 0 || !URL.canParse(baseUrl)) throw unreadable(text);
  return { model: name.slice(0, at), baseUrl };
}

function unreadable(text: string): UsageError {
  return new UsageError(`model ${JSON.stringify(text)} is not understood; write ${FORMS}`);
}
