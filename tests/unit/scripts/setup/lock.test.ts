import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../../../scripts/setup/lock.mjs';
import { ROOT } from '../../../house/source-tree.ts';

const run = promisify(execFile);
const LOCK_MODULE = join(ROOT, 'scripts', 'setup', 'lock.mjs');

let folder: string;
let lock: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'troop-lock-'));
  lock = join(folder, 'inner', 'setup.lock');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A process that notes when its work under the lock begins and ends; `held` replaces the lock for a control. */
function worker(
  name: string,
  held = `withLock(${JSON.stringify(lock)}, work)`,
  workMs = 300,
): Promise<unknown> {
  const log = JSON.stringify(join(folder, 'log'));
  const program = `
    import { appendFileSync } from 'node:fs';
    import { withLock } from ${JSON.stringify(LOCK_MODULE)};
    const work = async () => {
      appendFileSync(${log}, '${name} begins\\n');
      await new Promise((resolve) => setTimeout(resolve, ${workMs}));
      appendFileSync(${log}, '${name} ends\\n');
    };
    void withLock;
    await ${held};`;
  return run(process.execPath, ['--input-type=module', '-e', program]);
}

function overlaps(): number {
  const lines = readFileSync(join(folder, 'log'), 'utf8').trim().split('\n');
  return lines.filter(
    (line, index) => line.endsWith('begins') && lines[index + 1] !== line.replace('begins', 'ends'),
  ).length;
}

async function lockOf(owner: { pid: number; host: string }): Promise<void> {
  await mkdir(lock, { recursive: true });
  await writeFile(join(lock, 'owner'), JSON.stringify(owner));
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

test('processes that start together work one after the other', async () => {
  await Promise.all(['a', 'b', 'c'].map((name) => worker(name)));
  expect(overlaps()).toBe(0);
  expect(existsSync(lock)).toBe(false);
});

test('control: without the lock they overlap', async () => {
  await Promise.all(['a', 'b', 'c'].map((name) => worker(name, 'work()', 2_000)));
  expect(overlaps()).toBeGreaterThan(0);
});

test('the lock of a killed process is taken over at once', async () => {
  await lockOf({ pid: await deadPid(), host: hostname() });
  const began = Date.now();
  expect(await withLock(lock, () => Promise.resolve('done'))).toBe('done');
  expect(Date.now() - began).toBeLessThan(5_000);
});

test('processes that find the same dead lock still work one after the other', async () => {
  await lockOf({ pid: await deadPid(), host: hostname() });
  await Promise.all(['a', 'b', 'c'].map((name) => worker(name)));
  expect(overlaps()).toBe(0);
});

test('the lock of a living process is waited for', async () => {
  await lockOf({ pid: process.pid, host: hostname() });
  let entered = false;
  const waiting = withLock(lock, async () => {
    entered = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(entered).toBe(false);
  rmSync(lock, { recursive: true });
  await waiting;
  expect(entered).toBe(true);
});

test('a lock from another host is taken over when its heartbeat stopped', async () => {
  await lockOf({ pid: process.pid, host: 'elsewhere' });
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(lock, longAgo, longAgo);
  expect(await withLock(lock, () => Promise.resolve('done'))).toBe('done');
});

test('work that fails frees the lock', async () => {
  await expect(withLock(lock, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
  expect(existsSync(lock)).toBe(false);
});
