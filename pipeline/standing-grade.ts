import type { Grade } from '../domain/records.ts';

/** Whose grades they are: of our own harness, or of the official package. */
export const HARNESSES = { ours: 'troop', official: 'official' } as const;

/** The grade of a candidate (null: of base) that counts: our own harness's, else the official one's; null for none. */
export function standingGrade(
  grades: readonly Grade[],
  instanceId: string,
  candidateId: number | null,
): Grade | null {
  const all = grades.filter((grade) => grade.instanceId === instanceId && grade.candidateId === candidateId);
  return all.find(({ harness }) => harness === HARNESSES.ours) ?? all[0] ?? null;
}
