import { describe, expect, it } from 'vitest';
import type { Expected } from './faults.ts';
import { judge, type LedgerRow, type Sights } from './judge.ts';

const EXPECTED: Expected = {
  exitCode: 0,
  verdict: 'resolved',
  requests: 2,
  waitMs: 1_000,
  says: /well done/,
};
const PRICE = { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 };
const BILLED = { input: 100, output: 20, cacheRead: 0, cacheWrite: 0 };

/** One call that was refused once and answered then. */
const GOOD: Sights = {
  exitCode: 0,
  output: 'well done',
  requests: [
    { id: 1, callId: 'call', atMs: 0, isStruck: true },
    { id: 2, callId: 'call', atMs: 1_000, isStruck: true },
  ],
  bill: [{ id: 2, api: 'openai', callId: 'call', model: 'm', billed: BILLED }],
  ledger: [row({ status: 'failed', costUsd: 0 }), row({ inputTokens: 100, outputTokens: 20 })],
  verdict: 'resolved',
};

function row(more: Partial<LedgerRow>): LedgerRow {
  return {
    callId: 'call',
    status: 'settled',
    reservedUsd: 0.001,
    costUsd: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    ...more,
  };
}

const [refused, answered] = GOOD.ledger as [LedgerRow, LedgerRow];

it('finds nothing in a run that went as expected', () => {
  expect(judge(EXPECTED, GOOD, PRICE)).toEqual({ wrong: [], isHung: false, unbilled: 0 });
});

describe('finds wrong', () => {
  it.each<[string, Partial<Sights>, string]>([
    ['another status', { exitCode: 2 }, 'status 2'],
    ['another verdict', { verdict: null }, 'verdict null'],
    [
      'a request too many',
      { requests: [...GOOD.requests, { ...GOOD.requests[1], id: 3 } as never] },
      '3 requests',
    ],
    ['a request that the ledger does not know', { ledger: [answered] }, '1 ledger rows for 2 requests'],
    ['an open reservation', { ledger: [refused, { ...answered, status: 'reserved' }] }, 'left open'],
    ['a message that is not there', { output: 'bye' }, 'never said'],
    [
      'a try that came too soon',
      { requests: GOOD.requests.map((request) => ({ ...request, atMs: request.atMs / 2 })) },
      'after 500 ms',
    ],
  ])('%s', (_, change, words) => {
    const { wrong } = judge(EXPECTED, { ...GOOD, ...change }, PRICE);
    expect(wrong.join()).toContain(words);
  });
});

it('a run that was killed is hung, and nothing else of it is wrong', () => {
  const killed = { ...GOOD, exitCode: null, verdict: null };
  expect(judge(EXPECTED, killed, PRICE)).toEqual({ wrong: [], isHung: true, unbilled: 0 });
});

describe('of what the server bills', () => {
  const unbilled = (ledger: readonly LedgerRow[]) => judge(EXPECTED, { ...GOOD, ledger }, PRICE).unbilled;

  it('nothing is covered by a row of another attempt', () => {
    expect(unbilled([answered])).toBe(120);
    expect(unbilled([answered, refused])).toBe(120);
  });

  it('nothing is covered by a row that counts too few tokens and costs too little', () => {
    expect(unbilled([refused, { ...answered, outputTokens: 19, costUsd: 0.000_195 }])).toBe(120);
  });

  it('all is covered by a bound that is high enough, and by a reservation that is still open', () => {
    expect(unbilled([refused, row({ costUsd: 0.000_2 })])).toBe(0);
    expect(unbilled([refused, row({ costUsd: null, status: 'reserved' })])).toBe(0);
    expect(unbilled([refused, row({ costUsd: null, reservedUsd: 0.000_19 })])).toBe(120);
  });
});
