import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../db/open-store.ts';
import type { FakeServer } from '../fake-server/start.ts';
import { ROOT } from '../house/source-tree.ts';
import { builtCli, startCli } from '../support/built-cli.ts';
import { troop } from '../support/run-main.ts';
import { served } from '../support/served.ts';
import { smallRepository } from '../support/small-repository.ts';
import { PASSES_ON_BASE } from '../tapes/passes-on-base.ts';
import { issueOf, tapeRun } from './tape-run.ts';

beforeAll(builtCli);

/** Packages that a module of the bundle loads before its first line runs, those that are bundled with it included. */
function loadedAtStart(path: string, seen = new Set<string>()): Set<string> {
  if (seen.has(path)) return new Set();
  seen.add(path);
  const found = new Set(bundledIn(path));
  const imports = /^(?:import|\} from|export .* from)\b.*?["']([^"']+)["'];$/gm;
  for (const [, from = ''] of readFileSync(path, 'utf8').matchAll(imports)) {
    if (from.startsWith('.'))
      for (const name of loadedAtStart(join(dirname(path), from), seen)) found.add(name);
    else if (!from.startsWith('node:')) found.add(from);
  }
  return found;
}

function bundledIn(path: string): string[] {
  const { sources } = JSON.parse(readFileSync(`${path}.map`, 'utf8')) as { sources: string[] };
  return sources.flatMap((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
}

/** The chunk of a module that is imported while the program runs. */
function chunkOf(module: string): string {
  const chunks = join(ROOT, 'dist', 'chunks');
  // Those of earlier builds stay for a day.
  const built = readdirSync(chunks)
    .filter((file) => file.startsWith(`${module}-`) && file.endsWith('.js'))
    .map((file) => join(chunks, file))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  const [newest] = built;
  if (newest === undefined) throw new Error(`no chunk of ${module}`);
  return newest;
}

describe('help', () => {
  test('lists the commands, in plain text, and waits for no input', async () => {
    const { status, stdout, stderr } = await startCli(['--help'], { NO_COLOR: '1' }).ended();
    expect(status).toBe(0);
    for (const command of ['run', 'status', 'show', 'select', 'import', 'export', 'grade', 'doctor'])
      expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    expect(stdout + stderr).not.toContain('\u001b');
  });

  test('is quick: nothing but the parser of the command line is loaded for it', () => {
    expect([...loadedAtStart(join(ROOT, 'dist', 'cli.js'))]).toEqual(['commander']);
    // The same look at a program that does load more.
    expect([...loadedAtStart(join(ROOT, 'dist', 'demo.js'))]).toEqual(
      expect.arrayContaining(['yaml', 'zod', 'better-sqlite3']),
    );
  });
});

test.each(['status-command', 'run-command', 'solve-command'])(
  '%s loads no SDK, no engine and no tokeniser before it asks them',
  (command) => {
    const heavy = {
      '@anthropic-ai/sdk': 'anthropic-model',
      openai: 'openai-model',
      dockerode: 'create-docker-engine',
      'gpt-tokenizer': 'token-counts',
    };
    const loaded = loadedAtStart(chunkOf(command));
    expect(Object.keys(heavy).filter((name) => loaded.has(name))).toEqual([]);
    // The same look at the modules that do load them.
    for (const [name, module] of Object.entries(heavy))
      expect([...loadedAtStart(chunkOf(module))]).toContain(name);
  },
);

test('the client of the hub and the reader of parquet are loaded only for a data set that needs them', () => {
  const lazy = ['@huggingface/hub', 'hyparquet', 'hyparquet-compressors'];
  // It runs a data set of JSON Lines, through the same code as every command.
  const loaded = loadedAtStart(join(ROOT, 'dist', 'demo.js'));
  expect(lazy.filter((name) => loaded.has(name))).toEqual([]);
  const chunks = join(ROOT, 'dist', 'chunks');
  const loadable = readdirSync(chunks)
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(join(chunks, file), 'utf8'))
    .join('');
  for (const name of lazy) expect(loadable).toContain(`"${name}"`);
});

describe('Ctrl-C', () => {
  interface Begun {
    readonly argv: readonly string[];
    readonly store: string;
    readonly server: FakeServer;
  }

  /** Two samples, of which a single slot lets one ask at a time. */
  async function begun(delayMs: number): Promise<Begun> {
    const { folder, dataset } = await smallRepository();
    const server = await served(PASSES_ON_BASE, delayMs);
    const model = `openai-compatible:fake-1@${server.openaiUrl}`;
    const settings = { running: { slots: 1 }, selectBy: 'vote' };
    const argv = tapeRun({ folder, dataset, model, samples: 2, settings });
    return { argv, server, store: join(folder, 'troop.db') };
  }

  function ledger(store: string) {
    const opened = openStore(store);
    const run = opened.findRun('e2e');
    const { calls } = opened.openReservations(run?.id ?? 0);
    const settled = opened.spending(run?.id ?? 0, 'run').get('e2e')?.calls ?? 0;
    opened.close();
    return { open: calls, settled };
  }

  async function callIds(server: FakeServer): Promise<(string | null)[]> {
    return (await server.log()).flatMap((line) => (line.event === 'request' ? [line.callId] : []));
  }

  test('once waits for the call in flight, says that it is one, begins no other, and the run can go on', async () => {
    const { argv, store, server } = await begun(1_500);
    const cli = startCli(argv);
    await server.line(({ event }) => event === 'request', 20_000);
    cli.child.kill('SIGINT');
    const stopped = await cli.ended();
    expect(stopped.stderr).toContain('stopping: waiting for 1 model calls in flight');
    expect(stopped.status).toBe(130);
    expect(issueOf(stopped)).toMatchObject({ state: 'unfinished', errors: [] });
    expect(ledger(store)).toEqual({ open: 0, settled: 1 });
    const first = await callIds(server);
    expect(first).toHaveLength(1);

    const resumed = await troop(argv);
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(issueOf(resumed)).toMatchObject({ state: 'done', candidates: 2, tests: 2 });
    const all = await callIds(server);
    expect(all).toHaveLength(Object.keys(PASSES_ON_BASE).length);
    expect(new Set(all).size).toBe(all.length);
  });

  test('twice ends at once and leaves the reservation of the call open', async () => {
    const { argv, store, server } = await begun(60_000);
    const cli = startCli(argv);
    await server.line(({ event }) => event === 'request', 20_000);
    cli.child.kill('SIGINT');
    await cli.says('press Ctrl-C again');
    // Sooner, it is taken for the echo of the first.
    await wait(400);
    const pressedAt = Date.now();
    cli.child.kill('SIGINT');
    const { status, stderr } = await cli.ended();
    expect(Date.now() - pressedAt).toBeLessThan(15_000);
    expect(stderr).toContain('ending at once; calls in flight stay reserved');
    expect(status).toBe(130);
    expect(ledger(store)).toEqual({ open: 1, settled: 0 });
    const shown = await troop(['status', '--store', store]);
    expect(shown.stdout).toContain('1 calls reserved');
  });
});
