import OpenAI, { APIConnectionError, APIError, OpenAIError } from 'openai';
import { leanFetch } from './lean-fetch.ts';
import { type Failure, isUnsent } from './provider-failure.ts';
import type { SharedTexts } from './shared-texts.ts';
import { type Deadlines, LONGEST_TIMER_MS } from './token-clock.ts';

export interface OpenaiAccess extends Deadlines {
  /** Not empty; servers that want no key ignore it. */
  readonly apiKey: string;
  /** With the version segment (`.../v1`); the official API where left out. The environment is never read for it. */
  readonly baseUrl?: string;
}

/** The SDK's client for both of OpenAI's protocols; it tries nothing again and reads no environment. */
export function openaiClient({ apiKey, baseUrl, firstTokenMs }: OpenaiAccess, texts: SharedTexts): OpenAI {
  return new OpenAI({
    fetch: leanFetch(texts),
    apiKey,
    baseURL: baseUrl ?? null,
    adminAPIKey: null,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: Math.min(firstTokenMs + 60_000, LONGEST_TIMER_MS),
    logLevel: 'off',
  });
}

/** OpenAI's own hosts, its regions and its models on Azure; everything else merely speaks the same protocol. */
export function isOfficial(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return /(^|\.)api\.openai\.com$|\.openai\.azure\.com$/.test(hostname);
}

export function openaiFailure(error: unknown): Failure | null {
  if (!(error instanceof OpenAIError)) return null;
  if (!(error instanceof APIError)) return { kind: 'garbled', message: error.message };
  if (error instanceof APIConnectionError) {
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return { kind: 'network', message: `${error.message}${cause}`, isUnsent: isUnsent(error) };
  }
  return {
    kind: error.status === undefined ? 'in-stream' : 'refused',
    message: error.message.replace(/^\d{3} /, ''),
    status: error.status,
    code: error.code ?? error.type ?? undefined,
    requestId: error.requestID ?? undefined,
    headers: error.headers,
  };
}
