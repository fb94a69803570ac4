import { causeOf } from '../../scripts/dev-set/check.ts';
import type { Graded } from './agree.ts';

export interface AgreementReport {
  readonly graded: readonly Graded[];
  /** Name of each weak grader, and the log by which it was found out; null where none did. */
  readonly weak: ReadonlyMap<string, string | null>;
  /** Gradings that left no log, with the reason. */
  readonly logless: readonly string[];
  /** All development instances were asked for, so that the least numbers of the whole set are to be met. */
  readonly isWhole: boolean;
}

/** What the whole set has to hold to prove anything: real candidates, of each verdict, and the share without results. */
const LEAST = { candidates: 300, resolved: 100, unresolved: 100, unparsedShare: 0.05 };

/** Prints differences, then figures; the last line is `graded N agree N ...`. Returns whether all is as it has to be. */
export function printReport(report: AgreementReport, out: (line: string) => void): boolean {
  const { graded, weak, logless, isWhole } = report;
  const nasty = graded.filter(({ subject }) => subject.kind === 'nasty');
  const real = graded.filter((one) => !nasty.includes(one));
  const candidates = real.filter(({ subject }) => subject.kind === 'candidate');
  for (const one of graded) printDifferences(one, out);
  const labelled = candidates.filter(({ subject }) => subject.expected !== null);
  const proven = real.filter(({ subject }) => subject.kind === 'base' || subject.kind === 'gold');
  for (const one of [...proven, ...labelled].filter((one) => !isAsExpected(one))) {
    const { subject, ours } = one;
    out(`${subject.key}: ${ours.verdict}, recorded ${subject.expected}: ${causeOf({ report: ours })}`);
  }
  for (const line of logless) out(`${line}: no log to grade`);

  printProven(proven, out);
  const isEnough = printCandidates(candidates, out) || !isWhole;
  printSuspects(real, out);
  for (const [name, log] of weak) if (log === null) out(`a grader that ${name} is not found out`);
  const found = [...weak.values()].filter((log) => log !== null).length;
  out(`control: ${found} of ${weak.size} weak graders found out`);
  const agree = (among: readonly Graded[]) =>
    among.filter(({ differences }) => differences.length === 0).length;
  const tests = real.reduce((sum, one) => sum + one.tests, 0);
  const labels = labelled.filter(isAsExpected).length;
  out(
    `graded ${real.length} agree ${agree(real)} tests ${tests} ` +
      `labels ${labels}/${labelled.length} nasty ${agree(nasty)}/${nasty.length}`,
  );
  const agreesOnAll = agree(graded) === graded.length && real.length > 0;
  const isAsRecorded = [...proven, ...labelled].every(isAsExpected);
  return agreesOnAll && isAsRecorded && isEnough && logless.length === 0 && found === weak.size;
}

function isAsExpected({ subject, ours }: Graded): boolean {
  return ours.verdict === subject.expected;
}

function printDifferences({ subject, differences }: Graded, out: (line: string) => void): void {
  for (const { what, official, ours } of differences.slice(0, 5)) {
    out(`${subject.key}: ${what}: official ${official}, ours ${ours}`);
  }
  if (differences.length > 5) out(`${subject.key}: ${differences.length - 5} more differences`);
}

function printProven(proven: readonly Graded[], out: (line: string) => void): void {
  if (proven.length === 0) return;
  const told = (['base', 'gold'] as const).map((kind) => {
    const all = proven.filter(({ subject }) => subject.kind === kind);
    const verdict = kind === 'base' ? 'unresolved' : 'resolved';
    return `${kind} ${all.filter(isAsExpected).length} of ${all.length} ${verdict}`;
  });
  out(told.join(', '));
}

/** Returns whether there are enough of them. A log is unparsed where the official package finds no result in it. */
function printCandidates(candidates: readonly Graded[], out: (line: string) => void): boolean {
  if (candidates.length === 0) return false;
  const count = (verdict: string) => candidates.filter(({ ours }) => ours.verdict === verdict).length;
  const [resolved, unresolved] = [count('resolved'), count('unresolved')];
  const unparsed = candidates.filter(({ tests }) => tests === 0).length;
  const share = unparsed / candidates.length;
  out(
    `candidates ${candidates.length}: ${resolved} resolved, ${unresolved} unresolved, ` +
      `${unparsed} unparsed (${(100 * share).toFixed(1)} %)`,
  );
  return (
    candidates.length >= LEAST.candidates &&
    resolved >= LEAST.resolved &&
    unresolved >= LEAST.unresolved &&
    share <= LEAST.unparsedShare
  );
}

/** Suspicion is no part of the agreement; on honest logs there should be none. */
function printSuspects(real: readonly Graded[], out: (line: string) => void): void {
  const suspects = real.filter(({ ours }) => ours.suspect !== null);
  for (const { subject, ours } of suspects) out(`${subject.key}: suspect: ${ours.suspect?.join('; ')}`);
  out(`suspect ${suspects.length} of ${real.length}`);
}
