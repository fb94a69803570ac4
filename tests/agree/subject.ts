import type { GradeReport } from '../../pipeline/swebench/verdict.ts';

/** A log that both grade. */
export interface Subject {
  /** Instance and source, or what is nasty; unique. */
  readonly key: string;
  /** The data set's row, answer and all. */
  readonly columns: Readonly<Record<string, unknown>>;
  readonly logPath: string;
  readonly patch: string | null;
  readonly kind: 'base' | 'gold' | 'candidate' | 'saved' | 'nasty';
  /** The verdict to expect: proven for base and gold, recorded for candidates; else null. */
  readonly expected: 'resolved' | 'unresolved' | null;
}

/** Ours, or a weakened one. */
export type Grader = (
  columns: Readonly<Record<string, unknown>>,
  log: Uint8Array,
  patch: string | null,
) => GradeReport;
