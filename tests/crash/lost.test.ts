import { expect, test } from 'vitest';
import { lostRows } from './lost.ts';
import { type Outcome, otherOutcomes } from './outcomes.ts';
import type { Row, Tables } from './stored-rows.ts';

function tables(content: Readonly<Record<string, readonly Row[]>>): Tables {
  return new Map(
    Object.entries(content).map(([name, rows]) => [name, new Map(rows.map((row) => [row.id, row]))]),
  );
}

test('rows that are added are no loss', () => {
  const copy = tables({ steps: [{ id: 1, hash: 'h' }] });
  const end = tables({ steps: [{ id: 1, hash: 'h' }, { id: 2 }], grades: [{ id: 1 }] });
  expect(lostRows(copy, end)).toEqual([]);
});

test('a row that is gone is lost, and so is a whole table', () => {
  const copy = tables({ steps: [{ id: 1 }], grades: [{ id: 4 }] });
  expect(lostRows(copy, tables({ steps: [] }))).toEqual(['steps 1 is absent', 'grades 4 is absent']);
});

test('a changed column is a loss, bytes and nulls included', () => {
  const before = { id: 1, content: Buffer.from('a'), exit_code: null, seconds: 1 };
  const same = { ...before, content: Buffer.from('a') };
  expect(lostRows(tables({ x: [before] }), tables({ x: [same] }))).toEqual([]);
  const after = { id: 1, content: Buffer.from('b'), exit_code: 0, seconds: 1 };
  expect(lostRows(tables({ x: [before] }), tables({ x: [after] }))).toHaveLength(2);
});

test('open work may be closed, done work may not change any more', () => {
  const item = { id: 1, stage: 'vote', status: 'open', error: null, closed_at: null };
  const done = { ...item, status: 'done', closed_at: 7 };
  expect(lostRows(tables({ work_items: [item] }), tables({ work_items: [done] }))).toEqual([]);
  expect(lostRows(tables({ work_items: [done] }), tables({ work_items: [item] }))).toHaveLength(2);
  const other = { ...done, stage: 'select' };
  expect(lostRows(tables({ work_items: [item] }), tables({ work_items: [other] }))).toHaveLength(1);
});

test('a source becomes final while its trajectory is open, and not after', () => {
  const source = { id: 1, trajectory_id: 5, final: 0 };
  const end = tables({ trajectories: [{ id: 5, ending: 'done' }], test_sources: [{ ...source, final: 1 }] });
  const open = tables({ trajectories: [{ id: 5, ending: null }], test_sources: [source] });
  const ended = tables({ trajectories: [{ id: 5, ending: 'done' }], test_sources: [source] });
  expect(lostRows(open, end)).toEqual([]);
  expect(lostRows(ended, end)).toHaveLength(1);
});

test('a reservation is settled once', () => {
  const reserved = { id: 1, status: 'reserved', cost_usd: null };
  const settled = { id: 1, status: 'settled', cost_usd: 0.1 };
  expect(lostRows(tables({ ledger: [reserved] }), tables({ ledger: [settled] }))).toEqual([]);
  const again = { ...settled, cost_usd: 0.2 };
  expect(lostRows(tables({ ledger: [settled] }), tables({ ledger: [again] }))).toHaveLength(1);
});

const OUTCOME: Outcome = {
  chosen: 'p',
  ranking: [['p', 2]],
  voters: ['s'],
  fallback: null,
  verdict: 'resolved',
};

test.each<[string, Partial<Outcome>]>([
  ['chosen patch', { chosen: null }],
  ['votes', { ranking: [['p', 1]] }],
  ['voters', { voters: ['s', 's'] }],
  ['grade', { verdict: 'unresolved' }],
])('an issue with another %s is told', (_, change) => {
  const expected = new Map([['a', OUTCOME]]);
  expect(otherOutcomes(expected, new Map([['a', { ...OUTCOME }]]))).toEqual([]);
  expect(otherOutcomes(expected, new Map([['a', { ...OUTCOME, ...change }]]))).toHaveLength(1);
  expect(otherOutcomes(expected, new Map())).toHaveLength(1);
});
