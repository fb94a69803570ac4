import type { Price } from '../../domain/price.ts';
import type { BilledReply, TokenCount } from '../fake-server/request-log.ts';
import type { Expected } from './faults.ts';

/** A request as the server's log tells it. */
export interface LoggedRequest {
  readonly id: number;
  readonly callId: string | null;
  /** When it came, in ms. */
  readonly atMs: number;
  /** Whether it is one that the fault strikes first. */
  readonly isStruck: boolean;
}

/** A ledger row; of one call they come in the order of its attempts. */
export interface LedgerRow {
  readonly callId: string;
  readonly status: 'reserved' | 'settled' | 'failed';
  readonly reservedUsd: number | null;
  readonly costUsd: number | null;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/** What was seen of a run, all of it from outside its process. */
export interface Sights {
  /** Null where it was killed, since it did not end. */
  readonly exitCode: number | null;
  readonly output: string;
  readonly requests: readonly LoggedRequest[];
  readonly bill: readonly BilledReply[];
  readonly ledger: readonly LedgerRow[];
  /** Of the chosen patch by its hidden tests; null where none was chosen. */
  readonly verdict: string | null;
}

export interface Findings {
  /** In words, one for each thing that is not as expected. */
  readonly wrong: readonly string[];
  readonly isHung: boolean;
  /** Tokens that the server bills and no ledger row accounts for. */
  readonly unbilled: number;
}

/** Holds what was seen against what should have happened. */
export function judge(expected: Expected, sights: Sights, price: Price): Findings {
  const isHung = sights.exitCode === null;
  return {
    wrong: isHung ? [] : departures(expected, sights),
    isHung,
    unbilled: unaccounted(sights, price).reduce(
      (sum, { billed }) => sum + promptOf(billed) + billed.output,
      0,
    ),
  };
}

function departures(expected: Expected, { exitCode, output, requests, ledger, verdict }: Sights): string[] {
  const { says, waitMs = 0 } = expected;
  const wrong: string[] = [];
  if (exitCode !== expected.exitCode) wrong.push(`status ${exitCode} instead of ${expected.exitCode}`);
  if (verdict !== expected.verdict) wrong.push(`verdict ${verdict} instead of ${expected.verdict}`);
  if (requests.length !== expected.requests)
    wrong.push(`${requests.length} requests instead of ${expected.requests}`);
  if (ledger.length !== requests.length)
    wrong.push(`${ledger.length} ledger rows for ${requests.length} requests`);
  if (ledger.some(({ status }) => status === 'reserved')) wrong.push('a reservation is left open');
  if (says && !says.test(output)) wrong.push(`it never said ${says}`);
  const struck = requests.findIndex(({ isStruck }) => isStruck);
  const [at, next] = [requests[struck]?.atMs, requests[struck + 1]?.atMs];
  if (at !== undefined && next !== undefined && next - at < waitMs)
    wrong.push(`the next request came after ${next - at} ms instead of ${waitMs}`);
  return wrong;
}

/** Billed replies that no row covers: the nth row of a call is for its nth request. */
function unaccounted({ requests, bill, ledger }: Sights, price: Price): BilledReply[] {
  return bill.filter((reply) => {
    const ofCall = requests.filter(({ callId }) => callId === reply.callId);
    const attempt = ofCall.findIndex(({ id }) => id === reply.id);
    const row = ledger.filter(({ callId }) => callId === reply.callId)[attempt];
    return !row || !covers(row, reply.billed, price);
  });
}

/** By its own count of tokens or, where that is not known, by what it holds or has been settled at. */
function covers(row: LedgerRow, billed: TokenCount, price: Price): boolean {
  const prompt = row.inputTokens + row.cacheReadTokens + row.cacheWriteTokens;
  if (prompt >= promptOf(billed) && row.outputTokens >= billed.output) return true;
  return (row.costUsd ?? row.reservedUsd ?? 0) >= usdOf(billed, price);
}

function promptOf({ input, cacheRead, cacheWrite }: TokenCount): number {
  return input + cacheRead + cacheWrite;
}

function usdOf({ input, output, cacheRead, cacheWrite }: TokenCount, price: Price): number {
  const { input: perInput, output: perOutput, cacheRead: perRead, cacheWrite: perWrite } = price;
  return (input * perInput + output * perOutput + cacheRead * perRead + cacheWrite * perWrite) / 1e6;
}
