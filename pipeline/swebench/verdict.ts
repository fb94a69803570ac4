import type { Cell, CellResult } from '../../domain/execution.ts';
import type { Verdict } from '../../domain/records.ts';
import { infrastructureOf, type Signature, signatureOf } from './infrastructure.ts';
import { LOG_PARSERS, type LogParserName, type Statuses } from './log-parsers/registry.ts';
import { UnreadableLog } from './log-parsers/unreadable-log.ts';
import { normaliseNewlines } from './python-text.ts';
import { type LogReading, readLog } from './read-log.ts';
import { findSuspicions } from './suspect.ts';

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

/** One grading: the official verdict, our doubts about the log it rests on, and what was no fault of the patch. */
export interface GradeReport {
  /**
   * Of the official package (swebench 5.0.2), and all that scores count: `resolved` and `unresolved` where it writes
   * a report, `errored` where it writes none, which its summary of a run counts as an error: a patch that does not
   * apply, a time limit, a log that its parser cannot read, a container that did not run.
   */
  readonly verdict: Verdict;
  /** Why there is no result of the tests to go by; null where there is. */
  readonly cause: string | null;
  /** Every test that the log names, with the status as printed; mostly one of five words, but not always. */
  readonly statuses: Readonly<Record<string, string>>;
  readonly failToPass: Tally;
  readonly passToPass: Tally;
  /** Why the log may not be what the runner said; null where nothing speaks against it. Enters no score. */
  readonly suspect: readonly string[] | null;
  /** What of the machine failed; null where nothing did. Such a grade says nothing of the patch. */
  readonly infrastructure: string | null;
  /** What the official report takes a void log for; null for a log with results. */
  readonly signature: Signature | null;
}

const NONE: Tally = { success: [], failure: [] };
const NOTHING = {
  statuses: {},
  failToPass: NONE,
  passToPass: NONE,
  suspect: null,
  infrastructure: null,
  signature: null,
} as const;

/**
 * Judges the result of a `gradeCell`. A limit that the official harness does not set (memory, processes, the size of
 * a file) and that stood in the way of a resolved verdict is infrastructure.
 */
export function judgeCell(
  { limits }: Pick<Cell, 'limits'>,
  result: CellResult,
  expected: Expectation,
): GradeReport {
  if (result.outcome === 'not-applied')
    return erroredReport(`the patch does not apply: ${result.reason ?? 'no command takes it'}`);
  if (result.outcome === 'timeout')
    return erroredReport(result.reason ?? `no end within ${limits.timeoutMs / 1000} s`);
  if (Buffer.byteLength(result.output) >= limits.outputBytes) {
    const cause = `the log passed ${limits.outputBytes} bytes and was cut`;
    return { ...erroredReport(cause), suspect: [cause] };
  }
  const report = judgeLog(result.output, expected);
  const hasMetLimit = result.outcome === 'broken' && result.exitCode === null && result.reason !== null;
  if (!hasMetLimit || report.verdict === 'resolved') return report;
  const cause = report.cause === null ? result.reason : `${result.reason}; ${report.cause}`;
  return { ...report, verdict: 'errored', cause, infrastructure: result.reason };
}

/**
 * The verdict on the text of a log (swebench 5.0.2, harness/grading.py; rules in order in baselines.md, 2.3). A void
 * log, one without results that can be trusted, is `unresolved` with its cause, as it is there.
 */
export function judgeLog(text: string, expected: Expectation): GradeReport {
  const log = normaliseNewlines(text);
  const parse = LOG_PARSERS[expected.logParser];
  let reading: LogReading;
  try {
    reading = readLog(log, expected.logParser);
  } catch (error) {
    if (error instanceof UnreadableLog) return erroredReport(error.message);
    throw error;
  }
  const listed = new Set([...expected.failToPass, ...expected.passToPass]);
  const suspect = findSuspicions({ log, reading, parse, listed });
  if (reading.voidCause !== null) {
    const signature = signatureOf(log);
    const infrastructure = infrastructureOf(log, signature);
    return {
      ...NOTHING,
      verdict: 'unresolved',
      cause: reading.voidCause,
      suspect,
      infrastructure,
      signature,
    };
  }
  const { statuses } = reading;
  const tally = expected.evalType === 'fail_only' ? tallyFailures : tallyResults;
  const failToPass = tally(expected.failToPass, statuses, PASSED);
  const passToPass = tally(expected.passToPass, statuses, MAINTAINED);
  const resolved = failToPass.failure.length === 0 && passToPass.failure.length === 0;
  return {
    ...NOTHING,
    verdict: resolved ? 'resolved' : 'unresolved',
    cause: null,
    statuses: Object.fromEntries(statuses),
    failToPass,
    passToPass,
    suspect,
  };
}

/** The report of a grading that gave no verdict on the tests. */
export function erroredReport(cause: string, infrastructure: string | null = null): GradeReport {
  return { ...NOTHING, verdict: 'errored', cause, infrastructure };
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
