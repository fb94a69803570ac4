import { strip } from '../python-text.ts';
import { lineTails } from './line-tails.ts';
import { lastMatch, pythonPattern } from './python-pattern.ts';
import { SuiteStack } from './suite-stack.ts';

const TEST_FILES = pythonPattern(String.raw`running\s\d+\stest\sfiles`);
const PASSING = pythonPattern(String.raw`(?<!\d)\d+\spassing`);
const RESULT = pythonPattern(String.raw`^(✔|\d+\))\s(.*)$`);
const TIME = pythonPattern(String.raw`\s\(\d+m+s\)`, 'g');

/** Lighthouse's mocha tree: each run up to its summary, suites joined with the test. */
export function parseLighthouseMocha(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  for (const run of log.split(TEST_FILES).slice(1)) {
    const suites = new SuiteStack();
    for (const line of strip(run.split(PASSING)[0] ?? '').split('\n')) {
      const [, mark, text] = RESULT.exec(strip(line)) ?? [];
      if (text === undefined) {
        suites.readHeading(line);
      } else {
        const test = text.slice(0, lastMatch(text, TIME)?.index);
        statuses.set([...suites.names, test].join(' - '), mark === '✔' ? 'PASSED' : 'FAILED');
      }
    }
  }
  return statuses;
}

const COMMAND = './node_modules/.bin/mocha --reporter json';
const TITLE = pythonPattern(String.raw`"fullTitle":\s"`, 'g');

/** Lighthouse before version 3: the lists of mocha's JSON, read as text. */
export function parseLighthouseJson(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  for (const run of log.split(COMMAND).slice(1)) {
    const passed = lastList(run, '"passes": [', ']');
    for (const title of lineTails(passed, TITLE, '",')) statuses.set(title, 'PASSED');
    const failed = lastList(run, '"failures": [', '],');
    for (const title of lineTails(failed, TITLE, '",')) statuses.set(title, 'FAILED');
  }
  return statuses;
}

function lastList(text: string, opening: string, closing: string): string {
  const list = text.split(opening).at(-1) ?? '';
  const end = list.lastIndexOf(closing);
  return end < 0 ? list : list.slice(0, end);
}
