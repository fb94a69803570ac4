/**
 * What the providers' documentation says of a model. Of one that is not in this table nothing is known, so it takes
 * everything and caches any prefix: tests with short prompts invent a name.
 */
export interface KnownModel {
  /** A longer prompt is refused. */
  readonly mostInputTokens: number;
  /** A shorter prefix is neither written to the cache nor read from it; nobody is told. */
  readonly leastCachedTokens: number;
  /** How it may be asked to think: with a budget, by its own judgement, by an effort; empty: not at all. */
  readonly thinking: readonly ('budget' | 'adaptive' | 'effort')[];
  /** Refuses every temperature but 1. */
  readonly fixedTemperature: boolean;
  /** Refuses `max_tokens` and wants `max_completion_tokens`. */
  readonly wantsCompletionLimit: boolean;
}

const CLAUDE = { fixedTemperature: false, wantsCompletionLimit: false } as const;
const REASONING = { thinking: ['effort'], fixedTemperature: true, wantsCompletionLimit: true } as const;

/**
 * Least prefixes: https://platform.claude.com/docs/en/build-with-claude/prompt-caching (cache limitations) and
 * https://developers.openai.com/api/docs/guides/prompt-caching (1,024 tokens, all models).
 * Windows: https://platform.claude.com/docs/en/about-claude/models/overview and
 * https://developers.openai.com/api/docs/models; of gpt-5's 400,000 tokens 128,000 are kept for its output.
 * Thinking: https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking (supported models), which also says
 * who takes no temperature, and https://developers.openai.com/api/docs/guides/reasoning.
 * Limits: https://developers.openai.com/api/reference/resources/chat (`max_tokens` of a reasoning model).
 */
const KNOWN: Readonly<Record<string, KnownModel>> = {
  'claude-haiku-4-5': {
    ...CLAUDE,
    mostInputTokens: 200_000,
    leastCachedTokens: 4_096,
    thinking: ['budget'],
  },
  'claude-sonnet-4-5': {
    ...CLAUDE,
    mostInputTokens: 200_000,
    leastCachedTokens: 1_024,
    thinking: ['budget'],
  },
  'claude-opus-4-6': {
    ...CLAUDE,
    mostInputTokens: 1_000_000,
    leastCachedTokens: 4_096,
    thinking: ['budget', 'adaptive'],
  },
  'claude-opus-4-7': {
    ...CLAUDE,
    mostInputTokens: 1_000_000,
    leastCachedTokens: 2_048,
    thinking: ['adaptive'],
    fixedTemperature: true,
  },
  'gpt-4o': {
    mostInputTokens: 128_000,
    leastCachedTokens: 1_024,
    thinking: [],
    fixedTemperature: false,
    wantsCompletionLimit: false,
  },
  'o4-mini': { ...REASONING, mostInputTokens: 200_000, leastCachedTokens: 1_024 },
  'gpt-5': { ...REASONING, mostInputTokens: 272_000, leastCachedTokens: 1_024 },
};

/** By its name or by that of a dated snapshot, such as `claude-haiku-4-5-20251001`. */
export function knownModel(name: string): KnownModel | null {
  return KNOWN[name.replace(/-(\d{8}|\d{4}-\d{2}-\d{2})$/, '')] ?? null;
}
