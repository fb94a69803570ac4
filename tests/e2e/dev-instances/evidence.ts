import type { StoreReader } from '../../../db/store.ts';
import type { Run, SelectionDetails } from '../../../domain/records.ts';
import type { Usage } from '../../../domain/usage.ts';
import type { TokenCount } from '../../fake-server/request-log.ts';
import { callName } from '../../fake-server/scenario.ts';
import type { FakeServer } from '../../fake-server/start.ts';
import type { Played } from './set-up.ts';

/** Exit statuses by `INSTANCE TEST on CODE`, where the code is base or a candidate's source. */
type ExitCodes = Map<string, number | null>;

/** What was recorded for the scripts and candidates that the model of the tests brings into play. */
export function recordedCells({ part, votes, right, wrong }: Played): ExitCodes {
  const cells: ExitCodes = new Map();
  for (const testId of [...part.tests, part.selectingTest]) {
    cells.set(`${part.instanceId} ${testId} on base`, votes.exitCode(testId, 'base'));
    for (const { source } of [right, wrong]) {
      cells.set(`${part.instanceId} ${testId} on ${source}`, votes.exitCode(testId, { source }));
    }
  }
  return cells;
}

/** What the store holds: every execution of the instance, those of the selecting agent too. */
export function storedCells({ part, votes, right, wrong }: Played, store: StoreReader, run: Run): ExitCodes {
  const sourceOf = new Map([right, wrong].map(({ identity, source }) => [identity, source]));
  const candidates = store.candidates(run.id, part.instanceId);
  const codes = new Map(candidates.map(({ id, identity }) => [id, sourceOf.get(identity) ?? identity]));
  const scripts = scriptsOf(store, run, part.instanceId);
  return new Map(
    store.executions(run.id, part.instanceId).map(({ testScriptId, candidateId, exitCode }) => {
      const code = candidateId === null ? 'base' : codes.get(candidateId);
      const testId = votes.testId(scripts.get(testScriptId) ?? '');
      return [`${part.instanceId} ${testId} on ${code}`, exitCode];
    }),
  );
}

/** Votes by the identity of the patch, as the discriminating rule gives them for the recorded exit statuses. */
export function recordedVotes(
  { votes }: Played,
  testIds: readonly string[],
  sources: ReadonlyMap<string, string>,
): Map<string, number> {
  const voting = discriminating(votes, testIds);
  return new Map(
    [...sources].map(([identity, source]) => [
      identity,
      voting.filter((testId) => votes.exitCode(testId, { source }) === 0).length,
    ]),
  );
}

export function discriminating(votes: Played['votes'], testIds: readonly string[]): string[] {
  return testIds.filter((testId) => votes.exitCode(testId, 'base') === 2);
}

export function storedVotes(
  { ranking }: SelectionDetails,
  store: StoreReader,
  run: Run,
  instanceId: string,
): Map<string, number> {
  const identities = new Map(store.candidates(run.id, instanceId).map(({ id, identity }) => [id, identity]));
  return new Map(ranking.map(({ candidateId, votes }) => [identities.get(candidateId) ?? '', votes]));
}

/** Where a patch came from, as sorted lines; none where the store does not hold it. */
export function sourcesOf(store: StoreReader, run: Run, instanceId: string, identity: string): string[] {
  return store
    .candidates(run.id, instanceId)
    .flatMap((candidate) => (candidate.identity === identity ? candidate.sources : []))
    .map(({ sample, turn, final }) => `sample ${sample}, turn ${turn}${final ? ', final' : ''}`)
    .sort();
}

/** Script texts by id. */
export function scriptsOf(store: StoreReader, run: Run, instanceId: string): Map<number, string> {
  return new Map(store.testScripts(run.id, instanceId).map(({ id, text }) => [id, text]));
}

/** The requests of a run that the server answered, with the names of their calls and what they cost. */
export async function answeredCalls(server: FakeServer, runName: string) {
  return (await server.log()).flatMap((line) => {
    if (line.event !== 'request' || line.callId === null || line.usage === null) return [];
    const name = callName(line.callId);
    return name?.run === runName ? [{ ...name, usage: line.usage }] : [];
  });
}

type AnsweredCall = Awaited<ReturnType<typeof answeredCalls>>[number];

/** Samples of a role that the server saw; a call that was tried again is one call. */
export function samplesAsked(calls: readonly AnsweredCall[], instanceId: string, role: string): Set<number> {
  const asked = calls.filter((call) => call.instanceId === instanceId && call.role === role);
  return new Set(asked.map(({ sample }) => sample));
}

export function usageOf(calls: readonly AnsweredCall[]): Usage {
  const sum = (field: keyof TokenCount) => calls.reduce((total, { usage }) => total + usage[field], 0);
  return {
    inputTokens: sum('input'),
    outputTokens: sum('output'),
    cacheReadTokens: sum('cacheRead'),
    cacheWriteTokens: sum('cacheWrite'),
  };
}
