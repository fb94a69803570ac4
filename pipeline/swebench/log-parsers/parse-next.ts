import { PYTHON_SPACE, strip } from '../python-text.ts';
import { withoutEscapes } from './escape-sequences.ts';
import { LINE_START, pythonPattern } from './python-pattern.ts';
import { SuiteStack } from './suite-stack.ts';

const COMMAND = ' xvfb-run ';
const BROWSER = 'Starting browser Chrome';
const CHATTER = ['ERROR', 'LOG', 'WARN', 'Check', 'in'];
const LEADING = new RegExp(`^${PYTHON_SPACE}+`, 'u');

/** Karma's tree of suites, as alibaba-fusion/next prints it in all versions but one. */
export function parseNext(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  const suites = new SuiteStack();
  for (const command of withoutAssertions(withoutEscapes(log)).split(COMMAND).slice(1)) {
    for (const line of (command.split(BROWSER).at(-1) ?? '').split('\n')) {
      if (line.startsWith('TOTAL')) break;
      const text = strip(line);
      if (CHATTER.some((start) => text.startsWith(start))) continue;
      const mark = ['✗', '✓'].find((sign) => line.includes(sign));
      if (mark === undefined) {
        suites.readHeading(line);
      } else {
        const test = line.slice(line.indexOf(mark) + 1).replace(LEADING, '');
        statuses.set([...suites.names, test].join(' - '), mark === '✗' ? 'FAILED' : 'PASSED');
      }
    }
  }
  return statuses;
}

const ASSERTION = pythonPattern(String.raw`AssertionError:\s+#`, 'g');

/** Takes out what assertions print, each up to the next empty line. */
function withoutAssertions(log: string): string {
  let kept = '';
  let from = 0;
  for (const { index, 0: head } of log.matchAll(ASSERTION)) {
    if (index < from) continue;
    const end = log.indexOf('\n\n', index + head.length);
    if (end < 0) break;
    kept += log.slice(from, index);
    from = end + 2;
  }
  return kept + log.slice(from);
}

const HEADING = 'Running:';
const SUITE = pythonPattern(String.raw`\)(?=(\n{3}\s{2}(.*)\n))`, 'g');
const FAILED = pythonPattern(String.raw`${LINE_START}\s{4}\d+\)\s(.*)`, 'g');
const PASSED = pythonPattern(String.raw`${LINE_START}\s{4}✓\s(.*)\(`, 'g');

/** Version 1.27 of the same: cypress, a part of the log for each `Running: file (1 of 2)`. */
export function parseNextCypress(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  const parts = cypressParts(log);
  for (const { suite, text } of parts) {
    for (const [, name = ''] of text.matchAll(FAILED)) statuses.set(`${suite}: ${strip(name)}`, 'FAILED');
    for (const [, name = ''] of text.matchAll(PASSED)) statuses.set(`${suite}: ${strip(name)}`, 'PASSED');
  }
  return statuses;
}

/** A part begins behind its heading and ends where the next one begins. */
function cypressParts(log: string): { suite: string; text: string }[] {
  const headings: { suite: string; from: number; behind: number }[] = [];
  for (const { index, 1: rest = '', 2: suite = '' } of log.matchAll(SUITE)) {
    const line = Math.max(log.lastIndexOf('\n', index) + 1, headings.at(-1)?.behind ?? 0);
    const from = log.indexOf(HEADING, line);
    if (from < 0) break;
    if (from + HEADING.length > index) continue;
    headings.push({ suite, from, behind: index + 1 + rest.length });
  }
  return headings.map(({ suite, behind }, at) => ({
    suite,
    text: log.slice(behind, headings[at + 1]?.from),
  }));
}
