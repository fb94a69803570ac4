import { z } from 'zod';
import type { Played } from './set-up.ts';

/** What `grade --json` prints. */
const gradesSchema = z.object({
  grades: z.array(
    z.object({
      instance: z.string(),
      candidate: z.union([z.int(), z.literal('base')]),
      origins: z.array(z.string()),
      verdict: z.string(),
    }),
  ),
});

/** Recorded verdicts by `INSTANCE SOURCE`; the sources are base, gold and those of the recorded candidates. */
export function recordedVerdicts(played: readonly Played[]): Map<string, string> {
  return new Map(
    played.flatMap(({ instance }) => [
      [`${instance.id} base`, 'unresolved'],
      [`${instance.id} gold`, 'resolved'],
      ...instance.candidates.map(
        ({ source, resolved }) => [`${instance.id} ${source}`, verdictOf(resolved)] as const,
      ),
    ]),
  );
}

/** The same from what was printed; a candidate that several made has one verdict for all of them. */
export function printedVerdicts(text: string): Map<string, string> {
  return new Map(
    gradesSchema
      .parse(JSON.parse(text))
      .grades.flatMap(({ instance, candidate, origins, verdict }) =>
        (candidate === 'base' ? ['base'] : origins).map((origin): [string, string] => [
          `${instance} ${origin}`,
          verdict,
        ]),
      ),
  );
}

export function verdictOf(resolved: boolean): 'resolved' | 'unresolved' {
  return resolved ? 'resolved' : 'unresolved';
}
