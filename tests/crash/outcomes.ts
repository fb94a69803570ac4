import type { Database } from 'better-sqlite3';
import type { SelectionDetails } from '../../domain/records.ts';

/** What an issue has come to, in words that do not depend on the ids of one store. */
export interface Outcome {
  /** Identity of the chosen patch; null is "no patch". */
  readonly chosen: string | null;
  /** Votes by patch identity, best first. */
  readonly ranking: readonly (readonly [identity: string | null, votes: number])[];
  /** Test scripts that voted, by the hash of their text. */
  readonly voters: readonly (string | null)[];
  readonly fallback: string | null;
  readonly verdict: string | null;
}

/** The outcome of each issue that has one, by instance. */
export function outcomesOf(client: Database): Map<string, Outcome> {
  const selections = client
    .prepare<[], { instanceId: string; candidateId: number | null; details: string }>(
      'select instance_id as instanceId, candidate_id as candidateId, details from selections order by id',
    )
    .all();
  return new Map(
    selections.map(({ instanceId, candidateId, details }) => {
      const { ranking, votingTests, fallback }: SelectionDetails = JSON.parse(details);
      const outcome: Outcome = {
        chosen: identityOf(candidateId),
        ranking: ranking.map((line) => [identityOf(line.candidateId), line.votes]),
        voters: votingTests.map(scriptOf),
        fallback,
        verdict: text('select verdict from grades where instance_id = ? and candidate_id = ?', [
          instanceId,
          candidateId,
        ]),
      };
      // The selections of an issue come in the order in which they were made: the last one stands.
      return [instanceId, outcome];
    }),
  );

  function identityOf(candidateId: number | null): string | null {
    return text('select identity from candidates where id = ?', [candidateId]);
  }

  function scriptOf(testId: number): string | null {
    return text('select script from test_scripts where id = ?', [testId]);
  }

  function text(sql: string, parameters: readonly unknown[]): string | null {
    return (
      client
        .prepare<unknown[], string>(sql)
        .pluck()
        .get(...parameters) ?? null
    );
  }
}

/** Issues that came to something else, each as a line of text. */
export function otherOutcomes(
  expected: ReadonlyMap<string, Outcome>,
  actual: ReadonlyMap<string, Outcome>,
): string[] {
  return [...expected].flatMap(([instanceId, outcome]) => {
    const found = actual.get(instanceId);
    if (JSON.stringify(found) === JSON.stringify(outcome)) return [];
    return [`${instanceId} came to ${JSON.stringify(found)} instead of ${JSON.stringify(outcome)}`];
  });
}
