import type { Config } from '../domain/config.ts';
import type { Finals } from './finals.ts';
import { hashOf } from './step-hash.ts';

export interface StageInputs {
  readonly execute: string;
  readonly vote: string;
  readonly select: string;
}

/**
 * Hashes of what the stages behind the samples read. A stage that was done with other inputs is stale: it is done
 * again, as a new attempt, and until then the issue is not finished.
 */
export function stageInputs({ candidates, tests }: Finals, config: Config): StageInputs {
  const ids = [candidates.map(({ id }) => id), tests.map(({ test, samples }) => [test.id, samples])];
  const { command, timeoutMs } = config.regression;
  const regression = command === null ? [] : [command, timeoutMs];
  const execute = hashOf([ids, config.execution.gridTimeoutMs, ...regression]);
  const vote = hashOf([execute, config.voteRule]);
  return { execute, vote, select: hashOf([vote, config.shortlist]) };
}
