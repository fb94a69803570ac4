import { LOG_PARSERS, type LogParserName, type Statuses } from './log-parsers/registry.ts';
import { END_OF_TESTS, START_OF_TESTS, TEST_EXIT_CODE, VOIDING_MARKERS } from './markers.ts';
import { DIGIT, isZero, PYTHON_SPACE } from './python-text.ts';

/** A log as the official rules see it. */
export interface LogReading {
  readonly statuses: Statuses;
  /** Why the results cannot be gone by (the official package speaks of a patch that was not applied); else null. */
  readonly voidCause: string | null;
  /** The region between the markers named no test, so the whole log was read. */
  readonly isReadAsWhole: boolean;
  /** Status of the tests' command as the log has it, digits as written; null where it has none. */
  readonly exitCode: string | null;
}

/**
 * Signs that a runner ran although its log names no test: a count that is not zero. Of swebench 5.0.2, for parsers
 * that report failures alone. The counts are looked for backwards from the words: forwards, a long row of digits would
 * be read again from each of them.
 */
const SUITE_RAN = new RegExp(
  [
    `Executed [1-9]${DIGIT}* of ${DIGIT}+`,
    `TOTAL: [1-9]${DIGIT}* (?:SUCCESS|FAILED)`,
    ` passing(?<=[1-9]${DIGIT}* passing)`,
    `Tests:${PYTHON_SPACE}+[1-9]${DIGIT}*`,
    String.raw`Test Suites:${PYTHON_SPACE}+(?:${DIGIT}+ [\p{L}\p{N}_]+, )*[1-9]${DIGIT}* total`,
    `(?:^|\\n)# tests [1-9]${DIGIT}*`,
    ` specs?, ${DIGIT}+ failures?(?<=[1-9]${DIGIT}* specs?, ${DIGIT}+ failures?)`,
    "': ok(?:\\n|$)",
  ].join('|'),
  'u',
);

const EXIT_CODE = new RegExp(`${TEST_EXIT_CODE}:${PYTHON_SPACE}*(-?${DIGIT}+)`, 'u');

/**
 * The status of each test in a log whose line ends are LF, by the rules of swebench 5.0.2 (harness/grading.py,
 * get_logs_eval). Throws UnreadableLog where the official parser raises.
 */
export function readLog(log: string, parserName: LogParserName): LogReading {
  const nothing = { statuses: new Map(), isReadAsWhole: false, exitCode: null };
  const voiding = VOIDING_MARKERS.find((marker) => log.includes(marker));
  if (voiding !== undefined) return { ...nothing, voidCause: `the log says ${voiding}` };
  const missing = [START_OF_TESTS, END_OF_TESTS].find((marker) => !log.includes(marker));
  if (missing !== undefined) return { ...nothing, voidCause: `the log lacks ${missing}` };

  const parse = LOG_PARSERS[parserName];
  const inside = parse(testRegion(log));
  const isReadAsWhole = inside.size === 0;
  // Some runners print outside the markers.
  const statuses = isReadAsWhole ? parse(log) : inside;
  const exitCode = EXIT_CODE.exec(log)?.[1] ?? null;
  return { statuses, isReadAsWhole, exitCode, voidCause: voidCauseOf(log, statuses, exitCode) };
}

/** Between the first start marker and the next marker of either kind. */
function testRegion(log: string): string {
  const afterStart = log.split(START_OF_TESTS)[1] ?? '';
  return afterStart.split(END_OF_TESTS)[0] ?? '';
}

export function isFailure(status: string): boolean {
  return status === 'FAILED' || status === 'ERROR';
}

function voidCauseOf(log: string, statuses: Statuses, exitCode: string | null): string | null {
  if (statuses.size === 0) {
    return SUITE_RAN.test(log) ? null : 'the log names no test, nor shows that any ran';
  }
  // A patch can print result lines of its own; the runner's status is harder to forge.
  const hasFailed = exitCode !== null && !isZero(exitCode);
  if (!hasFailed || [...statuses.values()].some(isFailure)) return null;
  return `the tests' command ended with status ${exitCode}, yet the log names no failed test`;
}
