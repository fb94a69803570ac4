import { expect, it } from 'vitest';
import type { LedgerEntry } from '../../../domain/ledger.ts';
import type { BudgetLevel } from '../../../domain/records.ts';
import { heldByOpen, higherLimits } from '../../../scripts/money-stop.ts';
import { CONFIG, ledgerEntry } from '../db/sample-rows.ts';
import { tempStore } from '../db/temp-store.ts';

const PLACE = { instanceId: 'a', stage: 'sample', role: 'editing', sample: 0 } as const;

/** The lines of a run that the limit of `level` stopped, with these calls open. */
function held(level: BudgetLevel, open: readonly Partial<LedgerEntry>[]): string[] {
  const store = tempStore();
  const run = store.createRun('night', CONFIG, null);
  for (const entry of open) store.reserve(ledgerEntry(run, { ...PLACE, ...entry }));
  return heldByOpen({ store, run, refusals: [{ level, place: PLACE }], place: 'troop.db' });
}

it.each([
  ['run', 'here, elsewhere, stage and 1 more', '4.0000'],
  ['issue', 'here, stage, sample', '3.0000'],
  ['stage', 'here, sample', '2.0000'],
  ['trajectory', 'here', '1.0000'],
] as const)('of a spent limit of the %s the reservations inside it are named: %s', (level, ids, usd) => {
  const [line, ...others] = held(level, [
    { callId: 'here' },
    { callId: 'elsewhere', instanceId: 'b' },
    { callId: 'stage', stage: 'select', role: 'selecting' },
    { callId: 'sample', sample: 1 },
    { callId: 'free', reservedUsd: null },
  ]);
  expect(line).toContain(
    `open reservations hold ${usd} USD of that money (${ids}); say what they cost: troop control`,
  );
  expect(others).toEqual([]);
});

it('a call in a batch is settled by its id alone', () => {
  const [line] = held('run', [{ callId: 'job', priceClass: 'batch' }]);
  expect(line).toMatch(/ \(job\); a resume may read their batch, .* --settle-open \S+ --call ID$/);
});

it('nothing is held where no call was refused, and no limit is to be raised', () => {
  const store = tempStore();
  const run = store.createRun('night', CONFIG, null);
  store.reserve(ledgerEntry(run));
  expect(heldByOpen({ store, run, refusals: [], place: 'troop.db' })).toEqual([]);
  expect(higherLimits([])).toBeNull();
  const refusals = (['run', 'issue', 'issue'] as const).map((level) => ({ level, place: PLACE }));
  expect(higherLimits(refusals)).toBe('a higher --budget and --issue-budget or running.issueUsd');
});
