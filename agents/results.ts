import { MachineryError } from '../domain/errors.ts';
import type { CellResult } from '../domain/execution.ts';
import type { Observation } from '../domain/trajectory.ts';

/** Results of exactly as many cells as were asked for. Anything else is a broken interpreter, never the model's fault. */
export function resultsOf(observation: Observation, count: number): readonly CellResult[] {
  if (observation.kind === 'executed' && observation.results.length === count) return observation.results;
  const got = observation.kind === 'executed' ? `${observation.results.length} results` : 'a model reply';
  throw new MachineryError(`an agent waited for ${count} results and was given ${got}`, { transient: false });
}
