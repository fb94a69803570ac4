import type { LogParser } from './log-parsers/registry.ts';
import { UnreadableLog } from './log-parsers/unreadable-log.ts';
import { END_OF_TESTS, START_OF_TESTS, TEST_EXIT_CODE } from './markers.ts';
import { isZero } from './python-text.ts';
import { isFailure, type LogReading } from './read-log.ts';
import { some } from './suspect-runners/some.ts';
import type { Verdicts } from './suspect-runners/verdicts.ts';
import { runnerFaults } from './suspect-runners.ts';

export interface Evidence {
  /** Line ends are LF. */
  readonly log: string;
  readonly reading: LogReading;
  readonly parse: LogParser;
  /** All tests that the verdict depends on. */
  readonly listed: ReadonlySet<string>;
}

/**
 * Why the text of a log may not be what the tests' runner said, in sentences; null where nothing speaks against it.
 * The official verdict is not touched by it. Each rule rests on something that a runner or the eval script always
 * does, so that the log of an honest run breaks none; `npm run agree` counts how many do.
 */
export function findSuspicions(evidence: Evidence): readonly string[] | null {
  const parts = partsOf(evidence.log);
  const reasons = [
    ...markerFaults(evidence.log),
    ...strayResults(parts, evidence),
    ...exitAgainstText(evidence),
    ...cutFaults(evidence.log),
    ...runnerFaults(parts.inside, verdictsOf(evidence)),
  ];
  return reasons.length > 0 ? reasons : null;
}

function verdictsOf({ reading, parse, listed }: Evidence): Verdicts {
  const passed = [...listed].filter((test) => reading.statuses.get(test) === 'PASSED');
  return { listed, passed: new Set(passed), statusesIn: (text) => statusesIn(text, parse) };
}

/**
 * A script names each marker once: bash's trace shows the command, and one that prints shows its words too. Whatever
 * stands there more often was printed by something else. The order of trace and print says nothing: they are two
 * streams, and the official harness joins them as they come.
 */
function markerFaults(log: string): string[] {
  const lines = log.split('\n');
  const faults = [START_OF_TESTS, END_OF_TESTS, TEST_EXIT_CODE].flatMap((marker) => {
    const speaking = lines.filter((line) => line.includes(marker));
    const traced = speaking.filter((line) => /^\++ (?::|echo) /.test(line));
    const most = traced.some((line) => line.includes('echo ')) ? 2 : 1;
    return speaking.length > most || traced.length > 1
      ? [`the log has ${marker} ${speaking.length} times`]
      : [];
  });
  const [start, end] = [START_OF_TESTS, END_OF_TESTS].map((marker) => log.indexOf(marker));
  if (start !== undefined && end !== undefined && end >= 0 && end < start)
    faults.push('the tests end before they start');
  return faults;
}

/** Results that count must come from between the markers; set-up and clean-up run no listed test. */
function strayResults({ before, inside, after }: Parts, { reading, parse, listed }: Evidence): string[] {
  if (reading.isReadAsWhole && reading.statuses.size > 0 && testsIn(inside, parse).length === 0)
    return ['all results stand outside the markers'];
  if (reading.voidCause !== null) return [];
  const stray = [before, after].flatMap((text) => testsIn(text, parse)).filter((test) => listed.has(test));
  return stray.length > 0 ? [`results of ${some(stray)} stand outside the markers`] : [];
}

interface Parts {
  readonly before: string;
  readonly inside: string;
  readonly after: string;
}

/** A marker that is traced and printed on two lines is one; the official rules would see nothing between the two. */
function partsOf(log: string): Parts {
  const lines = log.split('\n');
  const runOf = (marker: string, from: number) => {
    const first = lines.findIndex((line, at) => at >= from && line.includes(marker));
    if (first < 0) return { first: lines.length, next: lines.length };
    const rest = lines.findIndex((line, at) => at > first && !line.includes(marker));
    return { first, next: rest < 0 ? lines.length : rest };
  };
  const start = runOf(START_OF_TESTS, 0);
  const end = runOf(END_OF_TESTS, start.next);
  const text = (from: number, to: number) => lines.slice(from, to).join('\n');
  return {
    before: text(0, start.first),
    inside: text(start.next, end.first),
    after: text(end.next, lines.length),
  };
}

/** Outside the markers there is no form that a text must have. */
function statusesIn(text: string, parse: LogParser): ReadonlyMap<string, string> {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof UnreadableLog) return new Map();
    throw error;
  }
}

function testsIn(text: string, parse: LogParser): string[] {
  return [...statusesIn(text, parse).keys()];
}

function exitAgainstText({ reading, listed }: Evidence): string[] {
  const { exitCode, statuses } = reading;
  if (exitCode === null || statuses.size === 0) return [];
  if (!isZero(exitCode)) {
    const isExplained = [...statuses.values()].some(isFailure);
    return isExplained ? [] : [`the tests' command ended with status ${exitCode}, yet no test failed`];
  }
  const failed = [...statuses].filter(([test, status]) => listed.has(test) && isFailure(status));
  return failed.length > 0
    ? [`the tests' command ended with status 0, yet ${some(failed.map(([test]) => test))} failed`]
    : [];
}

/** As our own capture marks what it left out. */
function cutFaults(log: string): string[] {
  const cut = /(?:^|\n)\[\.\.\. (\d+) bytes left out \.\.\.\](?:\n|$)/.exec(log)?.[1];
  return cut === undefined ? [] : [`${cut} bytes of the log were left out`];
}
