import { strip } from '../python-text.ts';
import { withoutEscapes } from './escape-sequences.ts';
import { withoutJsonBlocks, withoutXmlBlocks } from './printed-blocks.ts';
import { pythonPattern } from './python-pattern.ts';
import { indentOf } from './suite-stack.ts';

const NUMBER = pythonPattern(String.raw`^\s*\d+\)`);
/** A name that is longer, in code points, is none. */
const LONGEST_NAME = 1_000;

/**
 * p5.js's mocha: numbered failures, a name of suites and test that stand further in line by line and end with a
 * colon. What tests print is taken out first. Tests that pass are not told.
 */
export function parseP5js(log: string): Map<string, string> {
  const text = withoutXmlBlocks(withoutJsonBlocks(withoutEscapes(log)));
  const statuses = new Map<string, string>();
  let behind = 0;
  let start = 0;
  for (const line of text.split('\n')) {
    const number = start < behind ? null : NUMBER.exec(line);
    if (number !== null) {
      const from = start + number[0].length;
      const name = nameFrom(text, from);
      if (name !== null) {
        behind = from + name.length + 1;
        const parts = name.split('\n');
        if (standsFurtherIn(parts)) statuses.set(parts.map(strip).join(':'), 'FAILED');
      }
    }
    start += line.length + 1;
  }
  return statuses;
}

/** Up to the first colon. */
function nameFrom(text: string, from: number): string | null {
  // A code point is two units at most.
  const near = text.slice(from, from + 2 * LONGEST_NAME + 2);
  const colon = near.indexOf(':');
  const name = near.slice(0, colon);
  return colon >= 0 && [...name].length <= LONGEST_NAME ? name : null;
}

function standsFurtherIn(lines: readonly string[]): boolean {
  return lines.every((line, index) => indentOf(line) > (index === 0 ? 0 : indentOf(lines[index - 1] ?? '')));
}
