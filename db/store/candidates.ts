import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { Candidate, Source, TestScript } from '../../domain/records.ts';
import type { Handle } from '../handle.ts';
import { candidateSources, candidates, testScripts, testSources, trajectories } from '../schema.ts';
import type { Store } from '../store.ts';
import type { Blobs } from './blobs.ts';
import type { Sources } from './sources.ts';

type CandidateMethods = Pick<
  Store,
  | 'candidates'
  | 'testScripts'
  | 'ensureCandidate'
  | 'isExactly'
  | 'ensureTestScript'
  | 'findCandidate'
  | 'findTestScript'
  | 'hasImports'
  | 'importCandidate'
  | 'importTestScript'
>;

/**
 * Sources come in the order of samples, attempts and turns, imports last, and candidates in the order of their
 * first sources: which of two samples was faster, or a crash between them, changes nothing that is read.
 */
const samplesFirst = [
  asc(isNull(trajectories.sample)),
  asc(trajectories.sample),
  asc(trajectories.attempt),
] as const;

/** Candidates and test scripts with their sources; a text is read when it is first asked for. One that has no source yet belongs to an unfinished step. */
export function candidateMethods(
  { db, read, write }: Handle,
  blobs: Blobs,
  sources: Sources,
): CandidateMethods {
  const patchOf = db
    .select({ patch: candidates.patch })
    .from(candidates)
    .where(eq(candidates.id, sql.placeholder('id')))
    .prepare();
  const key = { runId: sql.placeholder('runId'), instanceId: sql.placeholder('instanceId') };
  const patches = db
    .select({
      id: candidates.id,
      identity: candidates.identity,
      source: candidateSources,
      sample: trajectories.sample,
    })
    .from(candidateSources)
    .innerJoin(candidates, eq(candidates.id, candidateSources.candidateId))
    .leftJoin(trajectories, eq(trajectories.id, candidateSources.trajectoryId))
    .where(and(eq(candidates.runId, key.runId), eq(candidates.instanceId, key.instanceId)))
    .orderBy(...samplesFirst, asc(candidateSources.turn), asc(candidateSources.id))
    .prepare();
  const scripts = db
    .select({
      id: testScripts.id,
      script: testScripts.script,
      source: testSources,
      sample: trajectories.sample,
    })
    .from(testSources)
    .innerJoin(testScripts, eq(testScripts.id, testSources.testScriptId))
    .leftJoin(trajectories, eq(trajectories.id, testSources.trajectoryId))
    .where(and(eq(testScripts.runId, key.runId), eq(testScripts.instanceId, key.instanceId)))
    .orderBy(...samplesFirst, asc(testSources.turn), asc(testSources.id))
    .prepare();
  // Sources without a trajectory stand together in their index, and most runs have none.
  const imported = db
    .select({ id: candidates.id })
    .from(candidateSources)
    .innerJoin(candidates, eq(candidates.id, candidateSources.candidateId))
    .where(and(isNull(candidateSources.trajectoryId), eq(candidates.runId, sql.placeholder('runId'))))
    .limit(1)
    .prepare();
  // Most are never the final ones of their samples, and are looked at for their sources alone.
  const whenAsked = (sha256: string) => {
    let text: string | null = null;
    return () => {
      text ??= read(() => blobs.get(sha256));
      return text;
    };
  };

  return {
    candidates: (runId, instanceId) =>
      grouped(read(() => patches.all({ runId, instanceId }))).map(({ first, sources }): Candidate => {
        const patch = whenAsked(first.source.patch);
        return {
          id: first.id,
          identity: first.identity,
          get patch() {
            return patch();
          },
          sources,
        };
      }),
    testScripts: (runId, instanceId) =>
      grouped(read(() => scripts.all({ runId, instanceId }))).map(({ first, sources }): TestScript => {
        const text = whenAsked(first.script);
        return {
          id: first.id,
          get text() {
            return text();
          },
          sources,
        };
      }),
    hasImports: (runId) => read(() => imported.get({ runId }) !== undefined),
    ensureCandidate: (runId, instanceId, patch) => write(() => sources.candidateOf(runId, instanceId, patch)),
    findCandidate: (runId, instanceId, patch) => read(() => sources.findCandidate(runId, instanceId, patch)),
    findTestScript: (runId, instanceId, script) =>
      read(() => sources.findTestScript(runId, instanceId, script)),
    isExactly: (candidateId, patch) => read(() => patchOf.get({ id: candidateId })?.patch === patch.sha256),
    ensureTestScript: (runId, instanceId, script) =>
      write(() => sources.testScriptOf(runId, instanceId, script)),
    importTestScript: (runId, instanceId, origin, script) =>
      write(() => {
        const id = sources.testScriptOf(runId, instanceId, script);
        sources.addTestSource(id, { trajectoryId: null, turn: 0, final: true, origin });
        return id;
      }),
    importCandidate: (runId, instanceId, origin, patch, details) =>
      write(() => {
        const id = sources.candidateOf(runId, instanceId, patch);
        const source = { trajectoryId: null, turn: details?.turns ?? 0, final: true, origin };
        return sources.addCandidateSource(id, patch.text, details ? { ...source, details } : source);
      }),
  };
}

interface SourcedRow {
  readonly id: number;
  readonly source: Omit<Source, 'sample' | 'details'> & { readonly details?: Source['details'] | null };
  readonly sample: number | null;
}

/** Rows of one id together, in the order of their first ones. */
function grouped<Row extends SourcedRow>(rows: readonly Row[]): { first: Row; sources: Source[] }[] {
  const groups = new Map<number, { first: Row; sources: Source[] }>();
  for (const row of rows) {
    const group = groups.get(row.id) ?? { first: row, sources: [] };
    group.sources.push(sourceOf(row));
    groups.set(row.id, group);
  }
  return [...groups.values()];
}

function sourceOf({ source, sample }: SourcedRow): Source {
  const { trajectoryId, turn, final, origin, details } = source;
  return { trajectoryId, sample, turn, final, origin, ...(details ? { details } : {}) };
}
