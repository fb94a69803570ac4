/**
 * A process of its own on a store's file: `node --import tsx store-process-main.ts PART FILE`.
 *
 * write   appends steps without end and prints each one's index once the store has returned
 * forget  the same, but keeps its steps in memory: the variant that a crash test must catch
 * read    looks at the store until the writer's trajectory has ended, and prints what it saw
 * open    opens the store, adds its run and closes
 * hold    writes for 300 ms, in the journal mode that the file has
 */
import { writeSync } from 'node:fs';
import SqliteDatabase from 'better-sqlite3';
import { openStore, openStoreReadOnly } from '../../../db/open-store.ts';
import type { PackedStep } from '../../../db/store.ts';
import { CONFIG, executeStep, INSTANCE, openEditing, packed } from './sample-rows.ts';

const [part, file = ''] = process.argv.slice(2);

switch (part) {
  case 'write':
    await write(1);
    break;
  case 'forget':
    await write(Number.POSITIVE_INFINITY);
    break;
  case 'read':
    await read();
    break;
  case 'open': {
    const store = openStore(file);
    store.createRun(`process ${process.pid}`, CONFIG, null);
    store.close();
    break;
  }
  case 'hold':
    hold();
    break;
  default:
    throw new Error(`no such part: ${part}`);
}

function hold(): void {
  const client = new SqliteDatabase(file);
  client.exec('begin immediate');
  writeSync(1, 'writing\n');
  setTimeout(() => client.exec('commit'), 300);
}

async function write(heldBack: number): Promise<never> {
  const store = openStore(file);
  const { id } = openEditing(store, store.createRun('night', CONFIG, null));
  const waiting: PackedStep[] = [];
  for (let index = 0; ; index++) {
    waiting.push(
      await packed(executeStep(index, index + 1, { patch: `+ ${index}`, testScript: `t${index}` })),
    );
    if (waiting.length === heldBack) for (const step of waiting.splice(0)) store.appendStep(id, step);
    writeSync(1, `${index}\n`);
  }
}

async function read(): Promise<void> {
  const store = openStoreReadOnly(file);
  const run = store.findRun('night');
  if (!run) throw new Error('the writer made the run before it started us');
  const seen: number[] = [];
  for (;;) {
    const before = store.candidates(run.id, INSTANCE);
    const tests = store.testScripts(run.id, INSTANCE);
    seen.push(before.length, tests.length);
    if (store.trajectories(run.id, INSTANCE)[0]?.ending) break;
    writeSync(1, 'looked\n');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  const last = store.candidates(run.id, INSTANCE).length;
  writeSync(1, `${JSON.stringify([...seen, last])}\n`);
  store.close();
}
