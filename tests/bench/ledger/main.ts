import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { openStore } from '../../../db/open-store.ts';
import { configSchema } from '../../../domain/config.ts';
import { note, out, wholeNumber } from '../../../scripts/output.ts';

// npm run bench:ledger -- [ROWS]
// What a report reads of a run: one pass over a ledger whose issues take turns row by row, the worst order for an index.

const ROWS = wholeNumber('ROWS', 1)(process.argv[2] ?? '1000000');
const ISSUES = 500;
const ROUNDS = 3;

const folder = mkdtempSync(join(tmpdir(), 'troop-ledger-'));
try {
  const file = join(folder, 'troop.db');
  const runId = fill(file);
  const store = openStore(file);
  const rounds = Array.from({ length: ROUNDS }, () => {
    const cpu = process.cpuUsage();
    const began = performance.now();
    const lines = store.costLines(runId);
    const wallMs = Math.round(performance.now() - began);
    const { user, system } = process.cpuUsage(cpu);
    const calls = lines.reduce((sum, line) => sum + line.calls, 0);
    if (calls !== ROWS) throw new Error(`${calls} of ${ROWS} calls were summed`);
    return { wallMs, cpuMs: Math.round((user + system) / 1000) };
  });
  store.close();
  for (const { wallMs, cpuMs } of rounds) note(`${wallMs} ms, ${cpuMs} ms of them CPU`);
  const best = Math.min(...rounds.map(({ wallMs }) => wallMs));
  out(`ledger rows ${ROWS} read ${best} ms cpu ${Math.min(...rounds.map(({ cpuMs }) => cpuMs))} ms`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Rows as the store makes them, written in one transaction. */
function fill(file: string): number {
  const store = openStore(file);
  const run = store.createRun('bench', configSchema.parse({}), null);
  store.close();
  const client = new SqliteDatabase(file);
  const insert = client.prepare(
    `insert into ledger (run_id, instance_id, stage, role, sample, turn, model, call_id, status, reserved_usd,
       cost_usd, settled_by, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens, opened_at, closed_at)
     values (?, ?, 'sample', ?, ?, ?, 'anthropic:model', ?, 'settled', .5, .01, 'reply', 10, 700, 75000, 2200, 1, 9)`,
  );
  client.transaction(() => {
    for (let row = 0; row < ROWS; row++) {
      const role = row % 2 === 0 ? 'testing' : 'editing';
      insert.run(run.id, `owner__name-${row % ISSUES}`, role, row % 10, row % 8, `call-${row}`);
    }
  })();
  client.close();
  return run.id;
}
