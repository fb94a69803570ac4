import { countTokens } from 'gpt-tokenizer';

/**
 * Tokens of a text by one public tokeniser; models differ by some tens of per cent, so this serves budgets of
 * context and never money.
 */
export function tokensOf(text: string): number {
  // Repository text may hold what looks like a special token; here it is text.
  return countTokens(text, { disallowedSpecial: new Set() });
}

/** Of about 100 bytes each. */
const MOST_KNOWN_BLOBS = 200_000;
const knownBlobs = new Map<string, number>();

/** Tokens of a git blob, counted once: issues of one repository share most of its files, and counting 300 KB takes 50 ms. */
export function tokensOfBlob(blobId: string, text: string): number {
  const known = knownBlobs.get(blobId);
  if (known !== undefined) return known;
  if (knownBlobs.size >= MOST_KNOWN_BLOBS) knownBlobs.clear();
  const tokens = tokensOf(text);
  knownBlobs.set(blobId, tokens);
  return tokens;
}
