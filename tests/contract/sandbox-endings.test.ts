import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Cell, CellResult } from '../../domain/execution.ts';
import { docker, ENGINES, type Subject, watchedWord } from './sandbox-subject.ts';
import { runWeakly } from './sandbox-weak-engine.ts';

/** Ways to outlive a kill of the direct child; `WORD` is an argument that the observer looks for. */
const SURVIVORS: Readonly<Record<string, string>> = {
  'children in the background': 'sleep WORD & sleep WORD & wait',
  'a child in a session of its own': 'setsid sleep WORD & sleep WORD',
  'a daemon that forked twice': '(setsid bash -c "sleep WORD & sleep WORD & wait" &) ; sleep WORD',
  'a child without our variables': 'env -i setsid sleep WORD & sleep WORD',
  'a script deaf to signals': 'trap "" TERM INT HUP; sleep WORD & sleep WORD; sleep WORD',
};

/** The processes of a script that live on after its cell is over. */
async function survivorsOf(bash: string, run: (bash: string) => Promise<CellResult>): Promise<number[]> {
  const { word, processes } = watchedWord();
  let seen = 0;
  const watch = setInterval(async () => {
    seen = Math.max(seen, (await processes()).length);
  }, 100);
  await run(bash.replaceAll('WORD', word));
  clearInterval(watch);
  // An observer that never saw them alive would find none dead either.
  expect(seen).toBeGreaterThan(0);
  return processes();
}

async function directoriesOfCells(): Promise<string[]> {
  return (await readdir(tmpdir())).filter((name) => name.startsWith(`troop-cell-${process.pid}-`));
}

async function containersOfCells(): Promise<number> {
  const listing = await docker?.listContainers({ all: true, filters: { label: ['troop.run=contract'] } });
  return (listing ?? []).filter(({ Labels }) => Labels['troop.owner']?.endsWith(`:${process.pid}`)).length;
}

describe.each(ENGINES)('endings in the %s engine', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());
  afterEach(async () => {
    // A warm sandbox waits for its next cell; the warm suite sees that it goes in the end.
    if (subject.isWarm) return;
    expect(await directoriesOfCells()).toEqual([]);
    expect(await containersOfCells()).toBe(0);
  });

  it.each(Object.entries(SURVIVORS))('a timed-out command leaves no process: %s', async (_name, bash) => {
    const run = (text: string) => subject.run(text, { limits: { timeoutMs: 1_500 } });
    expect(await survivorsOf(bash, run)).toEqual([]);
  });

  it('a command that ended by itself leaves no process', async () => {
    const run = (text: string) => subject.run(text);
    expect(await survivorsOf('(setsid sleep WORD &); sleep WORD & sleep 1', run)).toEqual([]);
  });

  it('a timeout comes within a second of the limit and keeps the output', async () => {
    let settledAt = 0;
    const cell = subject.cell('echo before; sleep 60', { limits: { timeoutMs: 1_000 } });
    const [result] = await subject.engine.execute([cell], AbortSignal.timeout(60_000), () => {
      settledAt = performance.now();
    });
    expect(result).toMatchObject({ outcome: 'timeout', exitCode: null, output: 'before\n' });
    expect(result?.reason).toContain('1000 ms');
    expect(result?.seconds).toBeGreaterThanOrEqual(1);
    expect(result?.seconds).toBeLessThan(2);
    expect(settledAt).toBeGreaterThan(0);
  });

  it('a script that kills what runs it is broken', async () => {
    expect(await subject.run('kill -9 $PPID; sleep 1; exit 0')).toMatchObject({
      outcome: 'broken',
      exitCode: 137,
    });
  });

  it('a script that kills all it can reach harms only its own cell', async ({ skip }) => {
    if (!subject.engine.capabilities.isolation) return skip('it would end this machine’s processes');
    const cells = [subject.cell('kill -9 -1; sleep 1; exit 0'), subject.cell('sleep 1; exit 2')];
    const results = await subject.engine.execute(cells, AbortSignal.timeout(60_000));
    expect(results.map(({ outcome }) => outcome)).toEqual(['broken', 'fail']);
  });

  it('an aborted signal ends running and waiting cells at once, with its own reason', async () => {
    const { word, processes } = watchedWord();
    const cells: Cell[] = Array.from({ length: 5 }, () => subject.cell(`sleep ${word} & sleep ${word}`));
    const stop = new AbortController();
    const execution = subject.engine.execute(cells, stop.signal).catch((error: unknown) => error);
    while ((await processes()).length === 0) await sleep(50);
    const abortedAt = performance.now();
    stop.abort(new Error('enough'));
    expect(await execution).toMatchObject({ message: 'enough' });
    expect(performance.now() - abortedAt).toBeLessThan(5_000);
    expect(await processes()).toEqual([]);
  });
});

describe('control', () => {
  it('the check for left processes catches an engine that ends only its own child', async () => {
    const subject = await (ENGINES[0]?.[1] ?? expect.fail('no engine'))();
    const survivors = await survivorsOf(SURVIVORS['a child in a session of its own'] ?? '', (text) =>
      runWeakly(subject.cell(text, { limits: { timeoutMs: 500 } })),
    );
    await subject.close();
    for (const pid of survivors) process.kill(pid, 'SIGKILL');
    expect(survivors.length).toBeGreaterThan(0);
  });
});
