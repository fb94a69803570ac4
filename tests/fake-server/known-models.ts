/**
 * What the providers' documentation says of a model. Of one that is not in this table nothing is known, so it takes
 * everything and caches any prefix: tests with short prompts invent a name.
 */
export interface KnownModel {
  /** A longer prompt is refused. */
  readonly mostInputTokens: number;
  /** A shorter prefix is neither written to the cache nor read from it; nobody is told. */
  readonly leastCachedTokens: number;
  /** More than this cannot be asked for; null where the documentation does not say that it is refused. */
  readonly mostOutputTokens: number | null;
  /** How it may be asked to think, apart from efforts: with a budget, by its own judgement. */
  readonly thinking: readonly ('budget' | 'adaptive')[];
  /** Any other effort is refused; empty: the parameter itself is. */
  readonly efforts: readonly string[];
  /** Goes on from a last message of the assistant. */
  readonly takesPrefill: boolean;
  /** Refuses every temperature but 1. */
  readonly fixedTemperature: boolean;
  /** Refuses `max_tokens` and wants `max_completion_tokens`. */
  readonly wantsCompletionLimit: boolean;
}

const CLAUDE = { fixedTemperature: false, wantsCompletionLimit: false } as const;
const CLAUDE_4_5 = {
  ...CLAUDE,
  mostInputTokens: 200_000,
  mostOutputTokens: 64_000,
  thinking: ['budget'],
  efforts: [],
  takesPrefill: true,
} as const;
const CLAUDE_4_6 = {
  ...CLAUDE,
  mostInputTokens: 1_000_000,
  mostOutputTokens: 128_000,
  thinking: ['budget', 'adaptive'],
  efforts: ['low', 'medium', 'high', 'max'],
  takesPrefill: false,
} as const;
const OPENAI = {
  mostOutputTokens: null,
  leastCachedTokens: 1_024,
  thinking: [],
  takesPrefill: true,
} as const;
const REASONING = { ...OPENAI, fixedTemperature: true, wantsCompletionLimit: true } as const;

/**
 * Least prefixes: https://platform.claude.com/docs/en/build-with-claude/prompt-caching (cache limitations) and
 * https://developers.openai.com/api/docs/guides/prompt-caching (1,024 tokens, all models).
 * Windows and longest replies: https://platform.claude.com/docs/en/about-claude/models/overview and
 * https://developers.openai.com/api/docs/models; of gpt-5's 400,000 tokens 128,000 are kept for its output.
 * Thinking: https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking (supported models), which also says
 * who takes no temperature, and https://developers.openai.com/api/docs/guides/reasoning.
 * Efforts: https://platform.claude.com/docs/en/build-with-claude/effort (Opus 4.5 and later, Sonnet 4.6; `xhigh` from
 * Opus 4.7 on), https://developers.openai.com/api/docs/models/gpt-5 and
 * https://developers.openai.com/api/docs/models/o4-mini.
 * Prefill: https://platform.claude.com/docs/en/about-claude/models/migration-guide (removed in Claude 4.6).
 * Limits: https://developers.openai.com/api/reference/resources/chat (`max_tokens` of a reasoning model).
 */
const KNOWN: Readonly<Record<string, KnownModel>> = {
  'claude-haiku-4-5': { ...CLAUDE_4_5, leastCachedTokens: 4_096 },
  'claude-sonnet-4-5': { ...CLAUDE_4_5, leastCachedTokens: 1_024 },
  'claude-sonnet-4-6': { ...CLAUDE_4_6, leastCachedTokens: 1_024 },
  'claude-opus-4-6': { ...CLAUDE_4_6, leastCachedTokens: 4_096 },
  'claude-opus-4-7': {
    ...CLAUDE_4_6,
    leastCachedTokens: 2_048,
    thinking: ['adaptive'],
    efforts: ['low', 'medium', 'high', 'xhigh', 'max'],
    fixedTemperature: true,
  },
  'gpt-4o': {
    ...OPENAI,
    mostInputTokens: 128_000,
    efforts: [],
    fixedTemperature: false,
    wantsCompletionLimit: false,
  },
  'o4-mini': { ...REASONING, mostInputTokens: 200_000, efforts: ['low', 'medium', 'high'] },
  'gpt-5': { ...REASONING, mostInputTokens: 272_000, efforts: ['minimal', 'low', 'medium', 'high'] },
};

/** By its name or by that of a dated snapshot, such as `claude-haiku-4-5-20251001`. */
export function knownModel(name: string): KnownModel | null {
  return KNOWN[name.replace(/-(\d{8}|\d{4}-\d{2}-\d{2})$/, '')] ?? null;
}
