/** How one execution ended. Only `pass` and `fail` say something about the patch. */
export const OUTCOMES = ['pass', 'fail', 'broken', 'timeout', 'not-applied', 'flaky'] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** Exit statuses by which a test script speaks (paper, section 3.2): solved, not solved; all others are broken. */
export const SOLVED_EXIT = 0;
export const UNSOLVED_EXIT = 2;

/** The outcome that a test script's exit status stands for; null means that the script was killed. */
export function outcomeOfExit(exitCode: number | null): Outcome {
  if (exitCode === SOLVED_EXIT) return 'pass';
  return exitCode === UNSOLVED_EXIT ? 'fail' : 'broken';
}
