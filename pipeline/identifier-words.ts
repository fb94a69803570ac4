const IDENTIFIER = /[\p{L}\p{N}_]{2,}/gu;
const SEAM = /_+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})/u;

/** Identifiers of a text, in order, as they are written. */
export function* identifiersIn(text: string): Generator<string> {
  for (const [identifier] of text.matchAll(IDENTIFIER)) yield identifier;
}

/** An identifier whole and in parts, in lower case: `parseHTMLDoc_old` is itself and parse, html, doc, old. */
export function wordsOf(identifier: string): string[] {
  const parts = identifier.split(SEAM).filter((part) => part.length > 1);
  return [...new Set([identifier, ...parts].map((word) => word.toLowerCase()))];
}
