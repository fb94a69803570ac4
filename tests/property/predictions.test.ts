import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { packText } from '../../db/packed-text.ts';
import type { Store } from '../../db/store.ts';
import { makePatch } from '../../domain/patch.ts';
import type { Run } from '../../domain/records.ts';
import { packPatch } from '../../pipeline/agent-cells.ts';
import { chosenOf, exportPredictions, renderPredictions } from '../../pipeline/export-predictions.ts';
import { importPatches } from '../../pipeline/import-patches.ts';
import { offerOf, parsePredictions } from '../../pipeline/predictions.ts';
import { CONFIG, ISSUE } from '../unit/db/sample-rows.ts';
import { tempStore } from '../unit/db/temp-store.ts';

const lines = fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { minLength: 1, maxLength: 6 });

const patch = fc
  .record({
    path: fc.constantFrom('a.py', 'lib/b c.py', 'lib/\u00e9.js'),
    before: lines,
    after: lines,
    end: fc.constantFrom('\n', ''),
    isCut: fc.boolean(),
  })
  .map(({ path, before, after, end, isCut }) => {
    const text = makePatch(
      new Map([[path, before.join('\n') + end]]),
      new Map([[path, after.join('\n') + end]]),
    );
    return isCut ? text.replace(/\n$/, '') : text;
  })
  .filter((text) => text !== '');

const instanceId = fc.oneof(
  fc.constantFrom('__proto__', 'octo/calc-1'),
  fc.string({ minLength: 1, maxLength: 20 }),
);

const choices = fc.uniqueArray(fc.record({ instanceId, patch: fc.option(patch) }), {
  selector: (choice) => choice.instanceId,
  minLength: 1,
  maxLength: 5,
});

type Choices = { readonly instanceId: string; readonly patch: string | null }[];

interface Filled {
  readonly store: Store;
  readonly run: Run;
}

let first: Store;
let second: Store;
let runs = 0;

beforeEach(() => {
  [first, second] = [tempStore(), tempStore()];
});

async function filled(store: Store, all: Choices): Promise<Filled> {
  const run = store.createRun(`run ${runs}`, CONFIG, null);
  for (const [position, { instanceId }] of all.entries())
    store.addInstance(run.id, position, { ...ISSUE, instanceId }, await packText(ISSUE.text));
  return { store, run };
}

/** What a second store holds after the first one's choices went through a file; candidates by instance. */
async function throughFile(all: Choices, format: 'jsonl' | 'json', weaken = (text: string) => text) {
  runs += 1;
  const { store, run } = await filled(first, all);
  for (const { instanceId, patch: text } of all) {
    if (text !== null) store.importCandidate(run.id, instanceId, 'other', await packPatch(text));
    const candidateId = store.candidates(run.id, instanceId)[0]?.id ?? null;
    const details = { ranking: [], votingTests: [], fallback: null };
    store.putSelection(
      { runId: run.id, instanceId },
      { kind: 'vote', rule: 'codemonkeys', candidateId, details },
    );
  }
  const file = renderPredictions(exportPredictions(chosenOf(store, run), 'troop'), format);
  const other = await filled(second, all);
  const offers = parsePredictions(weaken(file), `all_preds.${format}`).map(offerOf);
  const imported = await importPatches(other.store, other.run, offers);
  const identities = (one: Filled) =>
    all.map(({ instanceId }) => one.store.candidates(one.run.id, instanceId).map(({ identity }) => identity));
  return { imported, before: identities({ store, run }), after: identities(other) };
}

async function roundTrip(all: Choices, format: 'jsonl' | 'json', weaken?: (text: string) => string) {
  const { imported, before, after } = await throughFile(all, format, weaken);
  expect(after).toEqual(before);
  const patched = all.filter((choice) => choice.patch !== null).length;
  expect(imported).toEqual({
    candidates: patched,
    already: 0,
    empty: all.length - patched,
    unknown: [],
    strangers: 0,
    refused: [],
  });
}

test.each(['jsonl', 'json'] as const)(
  'what export writes as %s, import reads as the same candidates',
  async (format) => {
    await fc.assert(
      fc.asyncProperty(choices, (all) => roundTrip(all, format)),
      { numRuns: 60 },
    );
  },
);

test('control: a file that lost a carriage return or a blank at the end of a line is caught', async () => {
  const all = [{ instanceId: 'a', patch: 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b \n' }];
  await roundTrip(all, 'json');
  await expect(roundTrip(all, 'json', (text) => text.replaceAll(' \\n', '\\n'))).rejects.toThrow();
});
