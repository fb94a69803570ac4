import { StoppedError } from './deps.ts';
import type { Played } from './play.ts';

/**
 * The played trajectory, unless money stopped it. For stages whose result stands for good: one made of what the money
 * reached for is worse than none, so the issue waits for more.
 */
export function paidFor<State>(played: Played<State>, before: string): Played<State> {
  if (played.ending !== 'cost-limit') return played;
  throw new StoppedError(`the money ran out before ${before}; a higher limit lets it go on`);
}
