import { countTokens } from 'gpt-tokenizer';

/**
 * A run of letters, of signs or of spaces, which the tokeniser takes as one word: its time grows with the square of a
 * word's length, to more than a second for a page of Chinese without a stop.
 */
const LONG_WORD = /[\p{L}\p{M}]{256}|[^\s\p{L}\p{N}]{256}|\s{256}/u;

/**
 * Tokens of a text by one public tokeniser; models differ by some tens of per cent, so this serves budgets of
 * context and never money. Words of more than 256 characters are counted in parts.
 */
export function tokensOf(text: string): number {
  let tokens = 0;
  let rest = text;
  for (;;) {
    const long = LONG_WORD.exec(rest);
    const end = long ? long.index + long[0].length : rest.length;
    // Repository text may hold what looks like a special token; here it is text.
    tokens += countTokens(rest.slice(0, end), { disallowedSpecial: new Set() });
    if (!long) return tokens;
    rest = rest.slice(end);
  }
}
