import { countTokens } from 'gpt-tokenizer';

/**
 * Tokens of a text by one public tokeniser; models differ by some tens of per cent, so this serves budgets of
 * context and never money.
 */
export function tokensOf(text: string): number {
  // Repository text may hold what looks like a special token; here it is text.
  return countTokens(text, { disallowedSpecial: new Set() });
}
