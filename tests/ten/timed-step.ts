import { note } from '../../scripts/output.ts';

/** Says on stderr how long a step took. */
export async function timedStep<T>(name: string, step: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await step();
  note(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return result;
}
