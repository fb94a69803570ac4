// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are removed
const ESCAPE = /\x1b(?:[@-Z\\-_]|\[[0-?]*[ -/]*[@-~])/g;

/** The text without what colours it and moves the cursor. */
export function withoutEscapes(text: string): string {
  return text.replace(ESCAPE, '');
}
