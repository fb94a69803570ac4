/** One limit as a provider tells it; some round what is left. */
export interface Allowance {
  readonly perMinute: number;
  readonly left: number;
}

/** What providers limit per minute; `tokens` is input and output together. */
export type Limited = 'requests' | 'input' | 'output' | 'tokens';

/**
 * Headers of each limit: Anthropic's, and those that OpenAI and most compatible servers send. Anthropic's own
 * `tokens` repeats whichever of the others is nearest, and is left out.
 */
const HEADERS: readonly (readonly [Limited, limit: string, left: string])[] = [
  ['requests', 'anthropic-ratelimit-requests-limit', 'anthropic-ratelimit-requests-remaining'],
  ['input', 'anthropic-ratelimit-input-tokens-limit', 'anthropic-ratelimit-input-tokens-remaining'],
  ['output', 'anthropic-ratelimit-output-tokens-limit', 'anthropic-ratelimit-output-tokens-remaining'],
  ['requests', 'x-ratelimit-limit-requests', 'x-ratelimit-remaining-requests'],
  ['tokens', 'x-ratelimit-limit-tokens', 'x-ratelimit-remaining-tokens'],
];

export function limitsIn(headers: Headers): Map<Limited, Allowance> {
  const found = new Map<Limited, Allowance>();
  for (const [what, limit, left] of HEADERS) {
    const allowance = { perMinute: numberIn(headers, limit), left: numberIn(headers, left) };
    if (allowance.perMinute > 0 && allowance.left >= 0) found.set(what, allowance);
  }
  return found;
}

/** NaN where the header is missing or no number. */
function numberIn(headers: Headers, name: string): number {
  return Number.parseFloat(headers.get(name) ?? '');
}
