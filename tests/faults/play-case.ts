import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { startCli } from '../crash/cli-process.ts';
import { lookInto } from '../crash/stored-rows.ts';
import { billOf, type LogLine } from '../fake-server/request-log.ts';
import { callName } from '../fake-server/scenario.ts';
import type { FakeServer } from '../fake-server/start.ts';
import type { LedgerRow, LoggedRequest, Sights } from './judge.ts';
import type { Stage } from './set-up.ts';

/** The longest takes fifteen seconds on two cores. */
const HUNG_AFTER_MS = 60_000;
const LOOK_EVERY_MS = 50;

/** Runs the program to its end, or kills it where it has none, and looks at what it left. */
export async function playCase(stage: Stage, server: FakeServer): Promise<Sights> {
  const cli = startCli(stage);
  const until = Date.now() + HUNG_AFTER_MS;
  while (!cli.hasEnded() && Date.now() < until) await wait(LOOK_EVERY_MS);
  await cli.kill();
  const lines = await closedLines(server, stage.run);
  return {
    exitCode: cli.exitCode(),
    output: readFileSync(stage.output, 'utf8'),
    requests: lines.flatMap(requestOf),
    bill: billOf(lines),
    ...lookInto(stage.store, (client) => ({
      ledger: client
        .prepare<[], LedgerRow>(
          `select call_id as callId, status, reserved_usd as reservedUsd, cost_usd as costUsd,
             input_tokens as inputTokens, output_tokens as outputTokens,
             cache_read_tokens as cacheReadTokens, cache_write_tokens as cacheWriteTokens
           from ledger order by id`,
        )
        .all(),
      verdict: client.prepare<[], string>('select verdict from grades').pluck().get() ?? null,
    })),
  };
}

/** The log's lines of a run whose process has ended, once the server has seen the end of each of its requests. */
async function closedLines(server: FakeServer, run: string): Promise<LogLine[]> {
  const until = Date.now() + 5_000;
  for (;;) {
    const all = await server.log();
    const ids = new Set(
      all.flatMap((line) =>
        line.event === 'request' && line.callId?.startsWith(`${run}/`) ? [line.id] : [],
      ),
    );
    const lines = all.filter(({ id }) => ids.has(id));
    if (lines.length === 2 * ids.size) return lines;
    if (Date.now() > until) throw new Error(`${run}: the server never saw the end of a request`);
    await wait(LOOK_EVERY_MS);
  }
}

function requestOf(line: LogLine): LoggedRequest[] {
  if (line.event !== 'request') return [];
  const { id, callId, time } = line;
  const name = callName(callId ?? '');
  return [{ id, callId, atMs: Date.parse(time), isStruck: name?.role === 'editing' && name.turn === 1 }];
}
