import type { Cell, CellResult } from '../../domain/execution.ts';
import type { Verdict } from '../../domain/records.ts';
import { LOG_PARSERS, type LogParserName, type Statuses } from './log-parsers/registry.ts';
import { END_OF_TESTS, START_OF_TESTS, TEST_EXIT_CODE, VOIDING_MARKERS } from './markers.ts';
import { normaliseNewlines } from './python-text.ts';

/** What the log of a resolved candidate must show. */
export interface Expectation {
  readonly failToPass: readonly string[];
  readonly passToPass: readonly string[];
  readonly logParser: LogParserName;
  /** `fail_only`: the parser reports failures alone, so a test it does not name has passed. */
  readonly evalType: 'pass_and_fail' | 'fail_only';
}

interface Tally {
  readonly success: readonly string[];
  readonly failure: readonly string[];
}

export interface GradeReport {
  readonly verdict: Verdict;
  /** Why there is no result of the tests to go by; null where there is. */
  readonly cause: string | null;
  /** Every test that the log names, with the status as printed; mostly one of five words, but not always. */
  readonly statuses: Readonly<Record<string, string>>;
  readonly failToPass: Tally;
  readonly passToPass: Tally;
}

const NONE: Tally = { success: [], failure: [] };

/**
 * Signs that a runner ran although its log names no test: a count that is not zero. Of swebench 5.0.2, for parsers
 * that report failures alone.
 */
const SUITE_RAN = new RegExp(
  [
    String.raw`Executed [1-9]\d* of \d+`,
    String.raw`TOTAL: [1-9]\d* (?:SUCCESS|FAILED)`,
    String.raw`[1-9]\d* passing`,
    String.raw`Tests:\s+[1-9]\d*`,
    String.raw`Test Suites:\s+(?:\d+ \w+, )*[1-9]\d* total`,
    String.raw`^# tests [1-9]\d*`,
    String.raw`[1-9]\d* specs?, \d+ failures?`,
    "': ok$",
  ].join('|'),
  'm',
);

/**
 * Judges the result of a `gradeCell`. What no test decided is `errored`: a time limit, or a limit that ended the run
 * before its log was whole. A patch that does not apply, or whose code the tests cannot even load, is `unresolved`.
 */
export function judgeCell(cell: Cell, result: CellResult, expected: Expectation): GradeReport {
  if (result.outcome === 'not-applied')
    return noResult('unresolved', result.reason ?? 'patch does not apply');
  if (result.outcome === 'timeout') {
    return noResult('errored', result.reason ?? `no end within ${cell.limits.timeoutMs / 1000} s`);
  }
  if (Buffer.byteLength(result.output) >= cell.limits.outputBytes) {
    return noResult('errored', `the log passed ${cell.limits.outputBytes} bytes and was cut`);
  }
  const report = judgeLog(result.output, expected);
  const cutShort = report.cause !== null && result.reason !== null;
  return cutShort ? noResult('errored', `${result.reason}; ${report.cause}`) : report;
}

/**
 * The official verdict on a log (swebench 5.0.2; rules in order in baselines.md, 2.3). A void log, one without
 * results that can be trusted, is `unresolved` with its cause, as it is there.
 */
export function judgeLog(text: string, expected: Expectation): GradeReport {
  const log = normaliseNewlines(text);
  const statuses = readStatuses(log, expected.logParser);
  if (typeof statuses === 'string') return noResult('unresolved', statuses);
  const tally = expected.evalType === 'fail_only' ? tallyFailures : tallyResults;
  const failToPass = tally(expected.failToPass, statuses, PASSED);
  const passToPass = tally(expected.passToPass, statuses, MAINTAINED);
  const resolved = failToPass.failure.length === 0 && passToPass.failure.length === 0;
  return {
    verdict: resolved ? 'resolved' : 'unresolved',
    cause: null,
    statuses: Object.fromEntries(statuses),
    failToPass,
    passToPass,
  };
}

/** The status of each test, or why the log is void. */
function readStatuses(log: string, parserName: LogParserName): Statuses | string {
  const voiding = VOIDING_MARKERS.find((marker) => log.includes(marker));
  if (voiding !== undefined) return `the log says ${voiding}`;
  for (const marker of [START_OF_TESTS, END_OF_TESTS]) {
    if (!log.includes(marker)) return `the log lacks ${marker}`;
  }
  const parse = LOG_PARSERS[parserName];
  const inside = parse(testRegion(log));
  // Some runners print outside the markers.
  const statuses = inside.size > 0 ? inside : parse(log);
  if (statuses.size === 0 && !SUITE_RAN.test(log)) return 'the log names no test, nor shows that any ran';
  // A patch can print result lines of its own; the runner's status is harder to forge.
  const exitCode = log.match(new RegExp(`${TEST_EXIT_CODE}:\\s*(-?\\d+)`))?.[1];
  const anyFailed = [...statuses.values()].some((status) => status === 'FAILED' || status === 'ERROR');
  if (exitCode !== undefined && Number(exitCode) !== 0 && statuses.size > 0 && !anyFailed) {
    return `the tests' command ended with status ${exitCode}, yet the log names no failed test`;
  }
  return statuses;
}

/** Between the first start marker and the next marker of either kind. */
function testRegion(log: string): string {
  const afterStart = log.split(START_OF_TESTS)[1] ?? '';
  return afterStart.split(END_OF_TESTS)[0] ?? '';
}

const PASSED: ReadonlySet<string> = new Set(['PASSED', 'XFAIL']);
/** A test that was passing and is now skipped is no regression. */
const MAINTAINED: ReadonlySet<string> = new Set([...PASSED, 'SKIPPED']);
const FAILED: ReadonlySet<string> = new Set(['FAILED', 'ERROR', 'SKIPPED']);

/** A status outside the five words counts for neither side. */
function tallyResults(tests: readonly string[], statuses: Statuses, good: ReadonlySet<string>): Tally {
  const status = (test: string) => statusOf(test, statuses) ?? 'FAILED';
  const success = tests.filter((test) => good.has(status(test)));
  const failure = tests.filter((test) => !good.has(status(test)) && FAILED.has(status(test)));
  return { success, failure };
}

function tallyFailures(tests: readonly string[], statuses: Statuses): Tally {
  const failed = (test: string) => statuses.get(test) === 'FAILED';
  return { success: tests.filter((test) => !failed(test)), failure: tests.filter(failed) };
}

/**
 * Some listed ids were cut inside their parameters. Those, told by a bracket that never closes, stand for every
 * id that begins so, provided that all of them agree on pass or not.
 */
function statusOf(test: string, statuses: Statuses): string | undefined {
  const exact = statuses.get(test);
  if (exact !== undefined || count(test, '[') <= count(test, ']')) return exact;
  const matches = [...statuses].filter(([id]) => id.startsWith(test)).map(([, status]) => status);
  const agree = new Set(matches.map((status) => PASSED.has(status))).size === 1;
  return agree ? matches[0] : undefined;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function noResult(verdict: Verdict, cause: string): GradeReport {
  return { verdict, cause, statuses: {}, failToPass: NONE, passToPass: NONE };
}
