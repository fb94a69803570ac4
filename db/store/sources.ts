import { and, desc, eq, sql } from 'drizzle-orm';
import type { Source } from '../../domain/records.ts';
import type { Handle } from '../handle.ts';
import type { PackedText } from '../packed-text.ts';
import { candidateSources, candidates, testScripts, testSources } from '../schema.ts';
import type { Blobs } from './blobs.ts';

type NewSource = Omit<Source, 'sample'>;

/** Candidates and test scripts, once each, and who made them. Each works inside the caller's transaction. */
export interface Sources {
  /** The candidate's id; added where it is new. */
  candidateOf(runId: number, instanceId: string, patch: { identity: string; text: PackedText }): number;
  testScriptOf(runId: number, instanceId: string, script: PackedText): number;
  findCandidate(runId: number, instanceId: string, patch: { identity: string }): number | null;
  findTestScript(runId: number, instanceId: string, script: PackedText): number | null;
  /** False where the candidate has it already. */
  addCandidateSource(candidateId: number, patch: PackedText, source: NewSource): boolean;
  addTestSource(testScriptId: number, source: NewSource): void;
  /** Marks the trajectory's last patch and its last test script, each wherever its own last turn was. */
  markFinal(trajectoryId: number): void;
  unmarkFinal(trajectoryId: number): void;
}

export function openSources({ db, now }: Handle, blobs: Blobs): Sources {
  const key = { runId: sql.placeholder('runId'), instanceId: sql.placeholder('instanceId') };
  const createdAt = sql.placeholder('createdAt');
  const findCandidate = db
    .select({ id: candidates.id })
    .from(candidates)
    .where(
      and(
        eq(candidates.runId, key.runId),
        eq(candidates.instanceId, key.instanceId),
        eq(candidates.identity, sql.placeholder('identity')),
      ),
    )
    .prepare();
  const addCandidate = db
    .insert(candidates)
    .values({ ...key, identity: sql.placeholder('identity'), patch: sql.placeholder('patch'), createdAt })
    .returning({ id: candidates.id })
    .prepare();
  const findTest = db
    .select({ id: testScripts.id })
    .from(testScripts)
    .where(
      and(
        eq(testScripts.runId, key.runId),
        eq(testScripts.instanceId, key.instanceId),
        eq(testScripts.script, sql.placeholder('script')),
      ),
    )
    .prepare();
  const addTest = db
    .insert(testScripts)
    .values({ ...key, script: sql.placeholder('script'), createdAt })
    .returning({ id: testScripts.id })
    .prepare();

  const addPatchSource = db
    .insert(candidateSources)
    .values({
      candidateId: sql.placeholder('candidateId'),
      trajectoryId: sql.placeholder('trajectoryId'),
      turn: sql.placeholder('turn'),
      final: sql.placeholder('final'),
      origin: sql.placeholder('origin'),
      patch: sql.placeholder('patch'),
    })
    .onConflictDoNothing()
    .prepare();
  const addScriptSource = db
    .insert(testSources)
    .values({
      testScriptId: sql.placeholder('testScriptId'),
      trajectoryId: sql.placeholder('trajectoryId'),
      turn: sql.placeholder('turn'),
      final: sql.placeholder('final'),
      origin: sql.placeholder('origin'),
    })
    .onConflictDoNothing()
    .prepare();

  const ends = [candidateSources, testSources].map((table) => ({
    last: db
      .select({ id: table.id })
      .from(table)
      .where(eq(table.trajectoryId, sql.placeholder('trajectoryId')))
      .orderBy(desc(table.turn), desc(table.id))
      .limit(1)
      .prepare(),
    finish: db
      .update(table)
      .set({ final: true })
      .where(eq(table.id, sql.placeholder('id')))
      .prepare(),
  }));

  return {
    findCandidate: (runId, instanceId, { identity }) =>
      findCandidate.get({ runId, instanceId, identity })?.id ?? null,
    findTestScript: (runId, instanceId, { sha256 }) =>
      findTest.get({ runId, instanceId, script: sha256 })?.id ?? null,
    candidateOf(runId, instanceId, { identity, text }) {
      const place = { runId, instanceId, identity };
      const row =
        findCandidate.get(place) ?? addCandidate.get({ ...place, patch: blobs.put(text), createdAt: now() });
      return row.id;
    },
    testScriptOf(runId, instanceId, script) {
      const place = { runId, instanceId, script: script.sha256 };
      const known = findTest.get(place);
      if (known) return known.id;
      blobs.put(script);
      return addTest.get({ ...place, createdAt: now() }).id;
    },
    addCandidateSource(candidateId, patch, source) {
      const row = { ...source, candidateId, patch: blobs.put(patch) };
      // A prepared statement would write null as JSON. Only imports have details.
      const { changes } = source.details
        ? db.insert(candidateSources).values(row).onConflictDoNothing().run()
        : addPatchSource.run(row);
      return changes > 0;
    },
    addTestSource(testScriptId, source) {
      addScriptSource.run({ ...source, testScriptId });
    },
    markFinal(trajectoryId) {
      for (const { last, finish } of ends) {
        const row = last.get({ trajectoryId });
        if (row) finish.run({ id: row.id });
      }
    },
    unmarkFinal(trajectoryId) {
      for (const table of [candidateSources, testSources]) {
        db.update(table).set({ final: false }).where(eq(table.trajectoryId, trajectoryId)).run();
      }
    },
  };
}
