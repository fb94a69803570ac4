import { SaxesParser } from 'saxes';
import { UnreadableLog } from './unreadable-log.ts';

const START = '<doctest';
const END = '</doctest>';

/**
 * doctest (C++) run with `-s -r=xml`: a subcase has passed where each of its expressions has. Throws UnreadableLog
 * where the document breaks off or is not well formed.
 */
export function parseDoctest(log: string): Map<string, string> {
  const start = log.indexOf(START);
  if (start < 0) return new Map();
  const end = log.indexOf(END, start);
  if (end < 0) throw new UnreadableLog(`ParseError: ${START} without ${END}`);
  const subcases = readSubcases(log.slice(start, end + END.length));
  return new Map(subcases.map(({ name, hasFailed }) => [name, hasFailed ? 'FAILED' : 'PASSED']));
}

interface Subcase {
  readonly name: string;
  hasFailed: boolean;
}

interface Element {
  /** For a test case its name, which subcases bear too. */
  readonly testCase: string | null;
  readonly subcase: Subcase | null;
}

function readSubcases(xml: string): Subcase[] {
  const subcases: Subcase[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw new UnreadableLog(`ParseError: ${error.message}`, { cause: error });
  });
  parser.on('opentag', ({ name: tag, attributes }) => {
    const testCase = open.findLast((element) => element.testCase !== null)?.testCase;
    // Python's word for an attribute that is not there.
    const name = attributes.name ?? 'None';
    let subcase: Subcase | null = null;
    if (tag === 'SubCase' && testCase !== undefined) {
      subcase = { name: `${testCase} > ${name}`, hasFailed: false };
      subcases.push(subcase);
    } else if (tag === 'Expression' && attributes.success !== 'true') {
      for (const outer of open) if (outer.subcase !== null) outer.subcase.hasFailed = true;
    }
    open.push({ testCase: tag === 'TestCase' && open.length > 0 ? name : null, subcase });
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(xml).close();
  return subcases;
}
