/** Stands for base where a candidate's id is part of a unique key: SQLite holds nulls apart there. */
export const BASE_ID = 0;

export function candidateOrBase(candidateId: number): number | null {
  return candidateId === BASE_ID ? null : candidateId;
}
