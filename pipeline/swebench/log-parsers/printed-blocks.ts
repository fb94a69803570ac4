import { strip } from '../python-text.ts';
import { pythonPattern } from './python-pattern.ts';

/** The lines of a log without JSON that tests printed over several lines, or on a line of its own. */
export function withoutJsonBlocks(log: string): string {
  let isInObject = false;
  let isInList = false;
  const kept = log.split('\n').filter((line) => {
    const text = stripEnd(line);
    if (text.endsWith('{')) {
      isInObject = true;
      return false;
    }
    if (text.endsWith('[')) {
      isInList = true;
      return false;
    }
    const wasInside = isInObject || isInList;
    if (text === '}' && isInObject) isInObject = false;
    else if (text === ']' && isInList) isInList = false;
    return !wasInside && !isBracketed(text);
  });
  return kept.join('\n');
}

function isBracketed(text: string): boolean {
  return (text.startsWith('{') && text.endsWith('}')) || (text.startsWith('[') && text.endsWith(']'));
}

/** Python's `rstrip`. */
function stripEnd(line: string): string {
  return strip(`|${line}`).slice(1);
}

const OPENING = pythonPattern(String.raw`<(\w+)>`, 'g');
const CLOSING = pythonPattern(String.raw`</(\w+)>`, 'g');

/**
 * The text without elements of XML. An element ends with the first end tag of its name; those of the same name that
 * began inside it are then still open, and end with the next ones.
 */
export function withoutXmlBlocks(text: string): string {
  const endTags = endTagsIn(text);
  const kept: string[] = [];
  let from = 0;
  for (const { index, 0: opening, 1: tag = '' } of text.matchAll(OPENING)) {
    if (index < from) continue;
    const element = elementFrom(text, index, opening, endTags.get(tag) ?? { places: [], next: 0 });
    if (element === null) continue;
    kept.push(text.slice(from, index), opening.repeat(element.open));
    from = element.end;
  }
  return kept.join('') + text.slice(from);
}

/** Places in order; those before `next` lie behind us. */
interface EndTags {
  readonly places: number[];
  next: number;
}

function endTagsIn(text: string): Map<string, EndTags> {
  const tags = new Map<string, EndTags>();
  for (const { index, 1: tag = '' } of text.matchAll(CLOSING)) {
    const known = tags.get(tag);
    if (known === undefined) tags.set(tag, { places: [index], next: 0 });
    else known.places.push(index);
  }
  return tags;
}

/** Where the element ends that begins at `start`, and how many that began inside it have no end; null for none. */
function elementFrom(
  text: string,
  start: number,
  opening: string,
  tags: EndTags,
): { end: number; open: number } | null {
  let open = 1;
  let end = start + opening.length;
  let isClosed = false;
  while (open > 0) {
    while ((tags.places[tags.next] ?? Number.POSITIVE_INFINITY) < end) tags.next += 1;
    const place = tags.places[tags.next];
    if (place === undefined) break;
    open += text.slice(end, place).split(opening).length - 2;
    end = place + opening.length + 1;
    isClosed = true;
  }
  return isClosed ? { end, open } : null;
}
