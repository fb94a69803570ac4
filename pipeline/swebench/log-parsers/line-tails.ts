/**
 * What follows `head` (a pattern with the flag `g`) on its line, where the line ends with `ending` and a line feed:
 * all that `head(.*)ending\n` finds, without its going back and forth in long lines.
 */
export function lineTails(text: string, head: RegExp, ending: string): string[] {
  const endOf = lineEnds(text);
  const tails: string[] = [];
  let from = 0;
  for (const { index, 0: match } of text.matchAll(head)) {
    if (index < from) continue;
    const start = index + match.length;
    const lineEnd = endOf(start);
    if (!isEndedBy(text, ending, start, lineEnd)) continue;
    tails.push(text.slice(start, lineEnd - ending.length));
    from = lineEnd + 1;
  }
  return tails;
}

/** Whether `ending` and a line feed stand at the end of a line, behind `start`. */
export function isEndedBy(text: string, ending: string, start: number, lineEnd: number): boolean {
  const at = lineEnd - ending.length;
  return lineEnd < text.length && at >= start && text.startsWith(ending, at);
}

/** Where the line ends that a place is in; places in the same long line are answered from memory. */
export function lineEnds(text: string): (place: number) => number {
  let from = 0;
  let end = -1;
  return (place) => {
    if (place < from || place > end) {
      const found = text.indexOf('\n', place);
      from = place;
      end = found < 0 ? text.length : found;
    }
    return end;
  };
}
