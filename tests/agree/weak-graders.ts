import { END_OF_TESTS, START_OF_TESTS, VOIDING_MARKERS } from '../../pipeline/swebench/markers.ts';
import type { GradeReport } from '../../pipeline/swebench/verdict.ts';
import type { Grader } from './subject.ts';

export interface WeakGrader {
  /** What it does wrong. */
  readonly name: string;
  readonly grade: Grader;
}

/**
 * The control: our grader with one mistake each, of the kind that graders do make. A comparison that finds no
 * difference for one of them is blind there.
 */
export function weakGraders(grade: Grader): WeakGrader[] {
  /** Reads another text than the log's. */
  const reading = (name: string, change: (log: string) => string): WeakGrader => ({
    name,
    grade: (columns, log, patch) =>
      grade(columns, isUtf8(log) ? Buffer.from(change(Buffer.from(log).toString('utf8'))) : log, patch),
  });
  /** Judges what was read in another way. */
  const judging = (name: string, change: (report: GradeReport) => GradeReport): WeakGrader => ({
    name,
    grade: (columns, log, patch) => change(grade(columns, log, patch)),
  });
  return [
    reading('reads results outside the markers', (log) =>
      log.includes(START_OF_TESTS) && log.includes(END_OF_TESTS)
        ? `${START_OF_TESTS}\n${log.replaceAll(START_OF_TESTS, '').replaceAll(END_OF_TESTS, '')}\n${END_OF_TESTS}\n`
        : log,
    ),
    reading('never looks outside the markers', (log) => {
      const [, region] = log.split(START_OF_TESTS);
      const [results, rest] = region?.split(END_OF_TESTS) ?? [];
      const exitCode = />>>>> Test Exit Code: -?\d+/.exec(rest ?? '')?.[0] ?? '';
      return rest === undefined ? log : `${START_OF_TESTS}${results}${END_OF_TESTS}\n${exitCode}\n`;
    }),
    reading('takes the last start marker', (log) => {
      const last = log.lastIndexOf(START_OF_TESTS);
      return log.slice(0, last).replaceAll(START_OF_TESTS, '') + log.slice(Math.max(last, 0));
    }),
    reading('lets no marker make a log void', (log) =>
      VOIDING_MARKERS.reduce((text, marker) => text.replaceAll(marker, ''), log),
    ),
    reading('does not look at the exit code', (log) => log.replaceAll('>>>>> Test Exit Code', '')),
    reading('takes the last exit code', (log) =>
      log.replace(/>>>>> Test Exit Code: *-?\d+(?=[\s\S]*>>>>> Test Exit Code: *-?\d)/g, ''),
    ),
    reading('takes a lone CR for white space', (log) => log.replace(/\r(?!\n)/g, ' ')),
    reading('takes a line separator for the end of a line', (log) =>
      log.replace(/[\u2028\u2029\v\f]/g, '\n'),
    ),
    reading('drops a byte order mark', (log) => log.replaceAll('\ufeff', '')),
    reading('ends a log at its first zero byte', (log) => log.split('\0')[0] ?? ''),
    reading('removes colours before every parser', (log) =>
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
      log.replace(/\x1b\[[\d;]*m/g, ''),
    ),
    reading('composes letters and accents', (log) => log.normalize('NFC')),
    {
      name: 'replaces bytes that are no UTF-8',
      grade: (columns, log, patch) => grade(columns, Buffer.from(Buffer.from(log).toString('utf8')), patch),
    },
    {
      name: 'takes every evaluation for one that reports passes',
      grade: (columns, log, patch) => grade({ ...columns, eval_type: 'pass_and_fail' }, log, patch),
    },
    judging('matches no cut ids by their beginning', (report) =>
      moved(report, (test) => test in report.statuses || !test.includes('[')),
    ),
    judging('calls a skipped test a regression', (report) =>
      moved(report, (test) => report.statuses[test] !== 'SKIPPED'),
    ),
    judging('calls an expected failure a failure', (report) =>
      moved(report, (test) => report.statuses[test] !== 'XFAIL'),
    ),
    judging('resolves only where a listed test passed', (report) =>
      [...report.failToPass.success, ...report.passToPass.success].length > 0
        ? report
        : { ...report, verdict: report.verdict === 'resolved' ? 'unresolved' : report.verdict },
    ),
    judging('forgets skipped tests in the map', (report) => ({
      ...report,
      statuses: Object.fromEntries(
        Object.entries(report.statuses).filter(([, status]) => status !== 'SKIPPED'),
      ),
    })),
    judging('sees no failure of the machine', (report) => ({ ...report, signature: null })),
    judging('knows no errored grade', (report) =>
      report.verdict === 'errored' ? { ...report, verdict: 'unresolved' } : report,
    ),
  ];
}

/** The report with the listed tests that are not kept moved from success to failure. */
function moved(report: GradeReport, keeps: (test: string) => boolean): GradeReport {
  const split = ({ success, failure }: GradeReport['failToPass']) => ({
    success: success.filter(keeps),
    failure: [...failure, ...success.filter((test) => !keeps(test))],
  });
  const [failToPass, passToPass] = [split(report.failToPass), split(report.passToPass)];
  const hasFailed = failToPass.failure.length + passToPass.failure.length > 0;
  const verdict = report.verdict === 'resolved' && hasFailed ? 'unresolved' : report.verdict;
  return { ...report, failToPass, passToPass, verdict };
}

function isUtf8(bytes: Uint8Array): boolean {
  return Buffer.from(bytes).equals(Buffer.from(Buffer.from(bytes).toString('utf8')));
}
