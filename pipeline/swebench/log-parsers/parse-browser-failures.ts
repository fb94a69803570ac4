import { collapseSpaces } from './collapse-spaces.ts';
import { withoutEscapes } from './escape-sequences.ts';
import { isEndedBy, lineEnds, lineTails } from './line-tails.ts';
import { LINE_START, pythonPattern } from './python-pattern.ts';

const FAILED = 'FAILED';

const PHANTOM = pythonPattern(String.raw`2KPhantomJS\s[\d.]+\s\(Linux\s[\d.]+\)\s`, 'g');
const PHANTOM_64 = pythonPattern(String.raw`2KPhantomJS\s[\d.]+\s\(Linux\sx86_64\)\s`, 'g');
const HEADLESS_CHROME = pythonPattern(String.raw`HeadlessChrome\s[\d.]+\s\(Linux\s[\d.]+\)\s`, 'g');

/** bpmn-js's karma: lines that name the browser and end with FAILED. Tests that pass are not told. */
export function parseBpmnJs(log: string): Map<string, string> {
  return failures([
    ...lineTails(log, PHANTOM, FAILED),
    ...lineTails(log, PHANTOM_64, FAILED),
    ...headlessFailures(log),
    ...lineTails(log, HEADLESS_CHROME, FAILED),
  ]);
}

const HEADLESS = pythonPattern(String.raw`Chrome\sHeadless\s`, 'g');
const SYSTEM = pythonPattern(String.raw`\s\(Linux\sx86_64\)(?=\s)`, 'g');

/** `Chrome Headless VERSION (Linux x86_64) test FAILED`, where the last mention of the system on the line counts. */
function headlessFailures(log: string): string[] {
  const endOf = lineEnds(log);
  const systems = [...log.matchAll(SYSTEM)]
    .map(({ index, 0: { length } }) => ({ index, start: index + length + 1 }))
    .filter(({ start }) => isEndedBy(log, FAILED, start, endOf(start)));
  const tails: string[] = [];
  let from = 0;
  let next = 0;
  for (const { index, 0: head } of log.matchAll(HEADLESS)) {
    if (index < from) continue;
    const behind = index + head.length;
    const lineEnd = endOf(behind);
    while ((systems[next]?.index ?? Number.POSITIVE_INFINITY) <= lineEnd) next += 1;
    const system = systems[next - 1];
    if (system === undefined || system.index < behind) continue;
    const end = endOf(system.start);
    tails.push(log.slice(system.start, end - FAILED.length));
    from = end + 1;
  }
  return tails;
}

const CHROME_HEADLESS = pythonPattern(String.raw`Chrome\sHeadless\s[\d.]+\s\(Linux\s\S+\)\s`, 'g');
const CHROME = pythonPattern(String.raw`Chrome\s[\d.]+\s\(Linux\s\S+\)\s`, 'g');
const SPACE_AT_END = pythonPattern(String.raw`\s$`);
const NUMBER = pythonPattern(String.raw`${LINE_START}\s{2}\d+\)`, 'g');
const MISMATCH = pythonPattern(String.raw`${LINE_START}case\s(.*):\smismatch`, 'g');

/** OpenLayers: failures of its karma, of its mocha, and of its rendering cases. Tests that pass are not told. */
export function parseOpenlayers(log: string): Map<string, string> {
  const names = [
    ...lineTails(log, CHROME_HEADLESS, FAILED).filter((tail) => SPACE_AT_END.test(tail)),
    ...lineTails(log, CHROME, FAILED),
    ...numberedErrors(log),
    ...[...log.matchAll(MISMATCH)].map(([, name = '']) => name),
  ];
  return failures(names.map(collapseSpaces));
}

function numberedErrors(log: string): string[] {
  const names: string[] = [];
  let from = 0;
  for (const { index, 0: number } of log.matchAll(NUMBER)) {
    if (index < from) continue;
    const start = index + number.length;
    const end = log.indexOf('Error:', start);
    if (end < 0) break;
    names.push(log.slice(start, end));
    from = end + 'Error:'.length;
  }
  return names;
}

const CHART_BROWSER = pythonPattern(String.raw`Chrome\s[\d.]+(?!\n)\s\(`, 'g');
const CHART_SYSTEM_END = pythonPattern(String.raw`\)(?!\n)\s`, 'g');

/** Chart.js's karma: `Chrome 1.0 (Linux x86_64) test FAILED`. Tests that pass are not told. */
export function parseChartJs(coloured: string): Map<string, string> {
  // The official pattern needs no line feed at the end, and must not lose the last line here.
  const log = `${withoutEscapes(coloured)}\n`;
  const endOf = lineEnds(log);
  const names: string[] = [];
  let from = 0;
  for (const { index, 0: head } of log.matchAll(CHART_BROWSER)) {
    if (index < from) continue;
    const behind = index + head.length;
    const lineEnd = endOf(behind);
    if (!isEndedBy(log, FAILED, behind, lineEnd)) continue;
    CHART_SYSTEM_END.lastIndex = behind + 1;
    from = lineEnd;
    const start = (CHART_SYSTEM_END.exec(log)?.index ?? lineEnd) + 2;
    const end = lineEnd - FAILED.length;
    if (start <= end) names.push(log.slice(start, end));
  }
  return failures(names);
}

function failures(names: readonly string[]): Map<string, string> {
  return new Map(names.map((name) => [name, 'FAILED']));
}
