import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../db/open-store.ts';
import { packText } from '../../db/packed-text.ts';
import type { Store } from '../../db/store.ts';
import type { Run } from '../../domain/records.ts';
import {
  askStep,
  CONFIG,
  executeStep,
  INSTANCE,
  ISSUE,
  ledgerEntry,
  openItem,
  packed,
  packedPatch,
} from '../unit/db/sample-rows.ts';

/** A piece of work written as the pipeline writes it: begun anew after a crash, it goes on where it was. */
type Work = (store: Store, run: Run) => Promise<void>;

const LAST_STEP = 6;

const sampled = fc.tuple(fc.nat(1), fc.integer({ min: 1, max: LAST_STEP })).map(
  ([sample, turns]): Work =>
    async (store, run) => {
      const item = openItem(store, run, 'sample', sample);
      const trajectory = store.openTrajectory(item, 'editing', sample, 'fake:model', 'seed');
      const before = store.steps(trajectory.id).length;
      if (before >= turns && trajectory.ending !== null) return;
      if (trajectory.ending !== null) store.reopenTrajectory(trajectory.id);
      for (let index = 0; index < turns; index++) {
        store.appendStep(trajectory.id, await packed(stepOf(sample, index)));
      }
      const after = store.steps(trajectory.id).length;
      store.endTrajectory(trajectory.id, after === LAST_STEP ? 'done' : 'turn-limit', after);
    },
);

const patchText = fc.constantFrom('+ a', '+  a', '+ b', '+ c');

const executed = fc
  .record({
    patch: fc.option(patchText),
    script: fc.constantFrom('exit 0', 'exit 2'),
    timeoutMs: fc.constantFrom(1, 9),
  })
  .map(
    ({ patch, script, timeoutMs }): Work =>
      async (store, run) => {
        const candidateId =
          patch === null ? null : store.ensureCandidate(run.id, INSTANCE, await packedPatch(patch));
        const testScriptId = store.ensureTestScript(run.id, INSTANCE, await packText(script));
        const cell = { candidateId, testScriptId, timeoutMs };
        if (store.findExecution(run.id, INSTANCE, cell)) return;
        const result = { ...cell, outcome: 'pass', exitCode: 0, seconds: 1, reason: null } as const;
        store.putExecution(run.id, INSTANCE, result, await packText(`output of ${script}`));
      },
  );

const graded = fc.tuple(patchText, fc.constantFrom('errored' as const, 'resolved' as const)).map(
  ([patch, verdict]): Work =>
    async (store, run) => {
      const candidateId = store.ensureCandidate(run.id, INSTANCE, await packedPatch(patch));
      const [report, log] = [await packText(JSON.stringify({ verdict })), await packText('log')];
      const doubts = { suspect: null, infrastructure: null };
      const place = { instanceId: INSTANCE, candidateId, harness: 'fake' };
      store.putGrade(run.id, { ...place, ...doubts, verdict, report, log });
    },
);

const imported = fc.tuple(patchText, fc.constantFrom('a.jsonl', 'b.jsonl')).map(
  ([patch, origin]): Work =>
    async (store, run) => {
      store.addInstance(run.id, 0, ISSUE, await packText(ISSUE.text));
      store.importCandidate(run.id, INSTANCE, origin, await packedPatch(patch));
    },
);

const decided = fc.tuple(fc.nat(2), fc.constantFrom('done' as const, 'errored' as const)).map(
  ([sample, status]): Work =>
    async (store, run) => {
      const item = openItem(store, run, 'vote', sample);
      if (item.status !== 'open') return;
      const details = { ranking: [], votingTests: [], fallback: 'no candidate' };
      store.putSelection(item, { kind: 'vote', rule: 'codemonkeys', candidateId: null, details });
      store.putContext(item, 'given', [], []);
      store.closeItem(item.id, status);
    },
);

const works = fc.array(fc.oneof(sampled, executed, graded, imported, decided), {
  minLength: 1,
  maxLength: 12,
});

/** A call for money is an attempt, and each attempt is a row: the one thing that is never done only once. */
const paid = fc.constant<Work>(async (store, run) => {
  store.reserve(ledgerEntry(run));
});

function stepOf(sample: number, index: number) {
  const patch = ['+ a', '+ b', '+  a'][(sample + index) % 3] ?? '+ a';
  const turn = Math.floor(index / 2) + 1;
  return index % 2 === 0
    ? askStep(index, turn)
    : executeStep(index, turn, { patch, testScript: `exit ${index % 3}` });
}

/** How a process sees the store; `boot` counts the processes that work on one file. */
type Weaken = (store: Store, boot: number) => Store;
const asItIs: Weaken = (store) => store;

/** As if candidates had no unique key: a process does not find those of the one before. */
const keyless: Weaken = (store, boot) => ({
  ...store,
  ensureCandidate: (runId, instanceId, { identity, text }) =>
    store.ensureCandidate(runId, instanceId, { identity: `${identity} of ${boot}`, text }),
});

/** Whether a process that dies at a call, and one that starts over, leave what one that lives leaves. */
function crashChangesNothing(sequence: fc.Arbitrary<Work[]>, weaken: Weaken) {
  return fc.asyncProperty(sequence, fc.nat(60), async (all, calls) => {
    const whole = await rowsAfter(all, [weaken]);
    const resumed = await rowsAfter(all, [(store, boot) => dyingAfter(calls, weaken(store, boot)), weaken]);
    expect(resumed).toEqual(whole);
  });
}

const folder = mkdtempSync(path.join(tmpdir(), 'troop-replay-'));
const emptyStore = path.join(folder, 'empty.db');
const file = path.join(folder, 'troop.db');

beforeAll(() => openStore(emptyStore).close());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('store', () => {
  it('holds the same rows after a crash at any call and a start from the beginning', async () => {
    await fc.assert(crashChangesNothing(works, asItIs), { numRuns: 40 });
  });

  it('holds the same rows where each call is made twice', async () => {
    const property = fc.asyncProperty(works, async (all) => {
      expect(await rowsAfter(all, [(store) => intercepted(store, twice)])).toEqual(
        await rowsAfter(all, [asItIs]),
      );
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it('would show rows that double: a store without keys, and calls that are meant to be rows each', async () => {
    const weak = await fc.check(crashChangesNothing(works, keyless), { numRuns: 60, seed: 7 });
    expect(weak.failed).toBe(true);
    const calls = fc.array(fc.oneof(paid, executed), { minLength: 3, maxLength: 6 });
    expect((await fc.check(crashChangesNothing(calls, asItIs), { numRuns: 60, seed: 7 })).failed).toBe(true);
  });
});

class Death extends Error {}

function dyingAfter(calls: number, store: Store): Store {
  let left = calls;
  return intercepted(store, (call) => {
    if (left-- === 0) throw new Death();
    return call();
  });
}

function twice(call: () => unknown): unknown {
  call();
  return call();
}

function intercepted(store: Store, around: (call: () => unknown) => unknown): Store {
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => around(() => Reflect.apply(method, target, args));
    },
  });
}

/** All rows of all tables after the works were done by one process after another, on one empty store. */
async function rowsAfter(
  all: readonly Work[],
  processes: readonly Weaken[],
): Promise<Record<string, unknown[]>> {
  // A copy, since to make one the disk is waited for.
  copyFileSync(emptyStore, file);
  for (const [boot, seenBy] of processes.entries()) {
    const store = openStore(file, { now: () => 1_000 });
    const run = store.createRun('night', CONFIG, null);
    try {
      const seen = seenBy(store, boot);
      for (const work of all) await work(seen, run);
    } catch (error) {
      if (!(error instanceof Death)) throw error;
    } finally {
      store.close();
    }
  }
  return rowsOf();
}

function rowsOf(): Record<string, unknown[]> {
  const client = new SqliteDatabase(file, { readonly: true });
  const tables = client
    .prepare<[], string>("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    .pluck()
    .all();
  const rows = tables.map(
    (table) => [table, client.prepare(`select * from "${table}" order by rowid`).all()] as const,
  );
  client.close();
  return Object.fromEntries(rows);
}
