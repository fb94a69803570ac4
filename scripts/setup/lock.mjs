import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './run-npm.mjs';

const HEARTBEAT_MS = 2_000;
const STALE_MS = 30_000;
const POLL_MS = 200;

/** @typedef {{ pid: number, host: string }} Owner */

/**
 * Runs `work` while no other process holds the lock directory. A dead owner's lock is taken over: at once
 * where its pid can be judged, else (another host or container over the same files) when its heartbeat stops.
 *
 * @template T
 * @param {string} path
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, work) {
  await acquire(path);
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    await rm(path, { recursive: true, force: true });
  }
}

/** @param {string} path */
async function acquire(path) {
  await mkdir(dirname(path), { recursive: true });
  let told = false;
  while (!(await tryAcquire(path))) {
    const owner = await ownerOf(path);
    if (await isDead(path, owner)) {
      await takeAway(path, owner);
      continue;
    }
    if (owner && !told) say(`waiting for process ${owner.pid}, which is doing the same`);
    told = true;
    await sleep(POLL_MS);
  }
}

/**
 * The directory appears together with its owner's name, by one rename: a lock without an owner cannot be
 * seen, and a rename onto a directory with a file in it fails.
 *
 * @param {string} path
 */
async function tryAcquire(path) {
  const mine = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  await mkdir(mine);
  await writeFile(join(mine, 'owner'), JSON.stringify({ pid: process.pid, host: hostname() }));
  try {
    await rename(mine, path);
    return true;
  } catch (error) {
    await rm(mine, { recursive: true, force: true });
    if (['ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) return false;
    throw error;
  }
}

/**
 * @param {string} path
 * @param {Owner | null} owner
 */
async function isDead(path, owner) {
  if (owner?.host === hostname() && !isAlive(owner.pid)) return true;
  try {
    return Date.now() - (await stat(path)).mtimeMs > STALE_MS;
  } catch {
    return false;
  }
}

/**
 * Between the look and the rename another process may have taken the dead lock away and its place: what was
 * moved is looked at again, and a living owner's lock is put back.
 *
 * @param {string} path
 * @param {Owner | null} dead
 */
async function takeAway(path, dead) {
  const aside = `${path}.dead.${process.pid}.${Math.random().toString(36).slice(2)}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  const moved = await ownerOf(aside);
  if (moved?.pid === dead?.pid && moved?.host === dead?.host) {
    await rm(aside, { recursive: true, force: true });
  } else {
    await rename(aside, path);
  }
}

/**
 * @param {string} path
 * @returns {Promise<Owner | null>} null when the lock has just gone
 */
async function ownerOf(path) {
  try {
    return JSON.parse(await readFile(join(path, 'owner'), 'utf8'));
  } catch {
    return null;
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {string} path */
function touch(path) {
  const now = new Date();
  // Only a late beat can miss the directory; the lock is then someone else's loss to notice, not ours to fail on.
  utimes(path, now, now).catch(() => {});
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
