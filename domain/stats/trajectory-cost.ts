import type { Price } from '../price.ts';

export interface TrajectoryShape {
  /** Tokens of the first prompt, and how many of them an issue's trajectories share. */
  readonly promptTokens: number;
  readonly sharedTokens: number;
  /** Output and feedback that each call adds to the next prompt. */
  readonly outputTokens: number;
  readonly feedbackTokens: number;
  /** Calls allowed; the newest message of the last one is not written to the cache. */
  readonly turns: number;
}

export type Caching = 'first' | 'later' | 'none';

/**
 * USD of each call of a trajectory with prompt caching (maths.md, 4.2): an issue's first trajectory writes the prompt
 * to the cache, later ones read the shared part. Holds while the cache lives from one call to the next.
 */
export function callCosts(shape: TrajectoryShape, price: Price, caching: Caching): number[] {
  return Array.from({ length: shape.turns }, (_, index) => {
    const prompt =
      caching === 'none' ? plainPrompt(shape, price, index) : cachedPrompt(shape, price, index, caching);
    return (prompt + price.output * shape.outputTokens) / 1e6;
  });
}

/** Expected USD where `running[j]` is the share of trajectories that still run at call j. */
export function expectedCost(costs: readonly number[], running: readonly number[]): number {
  return costs.reduce((sum, cost, index) => sum + cost * (running[index] ?? 0), 0);
}

function plainPrompt(shape: TrajectoryShape, price: Price, index: number): number {
  return price.input * promptAt(shape, index);
}

function cachedPrompt(
  shape: TrajectoryShape,
  price: Price,
  index: number,
  caching: 'first' | 'later',
): number {
  const known = index > 0 ? promptAt(shape, index - 1) : caching === 'later' ? shape.sharedTokens : 0;
  const isLast = index === shape.turns - 1;
  return (
    price.cacheRead * known + (isLast ? price.input : price.cacheWrite) * (promptAt(shape, index) - known)
  );
}

function promptAt({ promptTokens, outputTokens, feedbackTokens }: TrajectoryShape, index: number): number {
  return promptTokens + index * (outputTokens + feedbackTokens);
}
