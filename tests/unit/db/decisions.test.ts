import { describe, expect, it } from 'vitest';
import { evidenceView } from '../../../db/evidence-view.ts';
import { packText } from '../../../db/packed-text.ts';
import type { SelectionDetails } from '../../../domain/records.ts';
import { CONFIG, INSTANCE, openItem, packedPatch } from './sample-rows.ts';
import { tempStore } from './temp-store.ts';

async function storeWithCells() {
  const store = tempStore();
  const run = store.createRun('night', CONFIG, null);
  const candidateId = store.ensureCandidate(run.id, INSTANCE, await packedPatch('+ a'));
  const testScriptId = store.ensureTestScript(run.id, INSTANCE, await packText('exit 0'));
  return { store, run, candidateId, testScriptId };
}

describe('executions', () => {
  it('tell base, candidates and limits apart, and what a cell gave first stands', async () => {
    const { store, run, candidateId, testScriptId } = await storeWithCells();
    const result = { exitCode: 2, seconds: 0.25, reason: null };
    const onBase = { testScriptId, candidateId: null, timeoutMs: 100, outcome: 'fail', ...result } as const;
    const onCandidate = {
      ...onBase,
      candidateId,
      outcome: 'timeout',
      exitCode: null,
      reason: 'limit',
    } as const;
    const patient = { ...onCandidate, timeoutMs: 900 };
    for (const cell of [patient, onCandidate, onBase]) {
      store.putExecution(run.id, INSTANCE, cell, await packText('first'));
      store.putExecution(run.id, INSTANCE, { ...cell, outcome: 'pass' }, await packText('second'));
    }
    const stored = [onBase, onCandidate, patient].map((cell) => ({ ...cell, output: 'first' }));
    expect(store.executions(run.id, INSTANCE)).toEqual(stored);
    expect(store.findExecution(run.id, INSTANCE, patient)).toEqual(stored[2]);
    expect(store.findExecution(run.id, INSTANCE, { ...onBase, timeoutMs: 1 })).toBeNull();
    expect(store.executions(run.id, 'octo__calc-2')).toEqual([]);
  });
});

describe('selections', () => {
  const details: SelectionDetails = {
    ranking: [{ candidateId: 1, votes: 2 }],
    votingTests: [1],
    fallback: null,
  };

  it('are one for each work item; the first stands', async () => {
    const { store, run, candidateId } = await storeWithCells();
    const item = openItem(store, run, 'vote');
    const vote = { kind: 'vote', rule: 'codemonkeys', candidateId, details } as const;
    const selection = store.putSelection(item, vote);
    expect(store.putSelection(item, { ...vote, candidateId: null })).toEqual(selection);
    expect(selection).toEqual({ id: selection.id, workItemId: item.id, instanceId: INSTANCE, ...vote });
    expect(store.selections(run.id, INSTANCE)).toEqual([selection]);
  });

  it('made by hand are added when they say something new', async () => {
    const { store, run, candidateId } = await storeWithCells();
    const place = { runId: run.id, instanceId: INSTANCE };
    const chosen = { kind: 'vote', rule: 'codemonkeys', candidateId, details } as const;
    const noPatch = { ...chosen, candidateId: null };
    for (const selection of [chosen, chosen, noPatch, noPatch, chosen]) store.putSelection(place, selection);
    expect(store.selections(run.id, INSTANCE).map((row) => row.candidateId)).toEqual([
      candidateId,
      null,
      candidateId,
    ]);
  });
});

describe('grades', () => {
  it('stand once given, but an errored one makes room', async () => {
    const { store, run, candidateId } = await storeWithCells();
    const log = await packText('log');
    const report = await packText(JSON.stringify({ tests: { a: 'passed' } }));
    const cause = await packText(JSON.stringify({ cause: 'disk full' }));
    const grade = {
      instanceId: INSTANCE,
      candidateId,
      harness: 'troop',
      suspect: null,
      infrastructure: null,
    };
    const errored = {
      ...grade,
      verdict: 'errored',
      infrastructure: 'disk full',
      report: cause,
      log,
    } as const;
    const resolved = { ...grade, verdict: 'resolved', suspect: ['two endings'], report, log } as const;
    store.putGrade(run.id, { ...grade, candidateId: null, verdict: 'unresolved', report, log });
    store.putGrade(run.id, errored);
    expect(store.grades(run.id)[1]).toMatchObject({ verdict: 'errored', report: { cause: 'disk full' } });
    store.putGrade(run.id, resolved);
    store.putGrade(run.id, errored);
    store.putGrade(run.id, { ...resolved, verdict: 'unresolved' });
    const stored = { ...grade, report: { tests: { a: 'passed' } }, log: log.sha256 };
    expect(store.grades(run.id)).toEqual([
      { ...stored, candidateId: null, verdict: 'unresolved' },
      { ...stored, verdict: 'resolved', suspect: ['two endings'] },
    ]);
  });

  it('of two harnesses stand side by side, and one that is to replace another does', async () => {
    const { store, run, candidateId } = await storeWithCells();
    const [report, log] = [await packText('{}'), await packText('log')];
    const grade = { instanceId: INSTANCE, candidateId, suspect: null, infrastructure: null, report, log };
    store.putGrade(run.id, { ...grade, harness: 'troop', verdict: 'resolved' });
    store.putGrade(run.id, { ...grade, harness: 'official', verdict: 'resolved' });
    store.putGrade(run.id, { ...grade, harness: 'official', verdict: 'unresolved' }, 'replace');
    expect(store.grades(run.id).map(({ harness, verdict }) => [harness, verdict])).toEqual([
      ['troop', 'resolved'],
      ['official', 'unresolved'],
    ]);
  });
});

describe('evidenceView', () => {
  it('has five methods that read, and no way to a grade', () => {
    const store = tempStore();
    const view = evidenceView(store);
    expect(Object.keys(view).sort()).toEqual([
      'candidates',
      'executions',
      'selections',
      'testScripts',
      'trajectories',
    ]);
    expect(Object.isFrozen(view)).toBe(true);
    expect(view.candidates(1, INSTANCE)).toEqual([]);
  });
});
