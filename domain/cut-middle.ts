/**
 * The text, or its first and last halves with a note between that says how many characters were left out.
 *
 * @param maxChars UTF-16 units of the text that are kept at most; the note comes on top
 */
export function cutMiddle(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  let head = Math.ceil(maxChars / 2);
  let tail = text.length - Math.floor(maxChars / 2);
  // Half a surrogate pair is no character: the pair goes whole.
  if (splitsPair(text, head)) head -= 1;
  if (splitsPair(text, tail)) tail += 1;
  return `${text.slice(0, head)}\n[... ${tail - head} characters left out ...]\n${text.slice(tail)}`;
}

function splitsPair(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  const after = text.charCodeAt(at);
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
}
