/** Beta distribution of an issue's chance to be solved by one sample. */
export interface Beta {
  readonly a: number;
  readonly b: number;
}

/**
 * The Beta whose first two moments are those of pass@1 and pass@2 (maths.md, 1.6); null where no Beta has them, which
 * is a point mass at pass@1.
 */
export function momentBeta(pass1: number, pass2: number): Beta | null {
  const second = 2 * pass1 - pass2;
  if (!(pass1 * pass1 < second && second < pass1)) return null;
  const size = (pass1 - second) / (second - pass1 * pass1);
  return { a: pass1 * size, b: (1 - pass1) * size };
}

/** Share of issues that at least one of k samples solves. */
export function betaCoverage({ a, b }: Beta, samples: number): number {
  let log = 0;
  for (let j = 0; j < samples; j++) log += Math.log1p(-a / (a + b + j));
  return -Math.expm1(log);
}
