import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isProcessAlive } from '../../../db/store/lease.ts';
import { MachineryError } from '../../../domain/errors.ts';
import { CONFIG } from './sample-rows.ts';
import { tempFile, tempStore } from './temp-store.ts';

const MINE = { bootId: 'boot', pid: 10 };
const THEIRS = { bootId: 'boot', pid: 20 };

function leasedStore() {
  const clock = { now: 1_000_000 };
  const alive = new Set([MINE.pid, THEIRS.pid]);
  const surroundings = { now: () => clock.now, isAlive: (pid: number) => alive.has(pid) };
  const file = tempFile();
  const store = tempStore(surroundings, file);
  const runId = store.createRun('night', CONFIG, null).id;
  return { store, other: tempStore(surroundings, file), runId, clock, alive };
}

describe('lease', () => {
  it('is held by one living process, which may take it again', () => {
    const { store, other, runId } = leasedStore();
    expect(store.acquireLease(runId, MINE)).toBe(true);
    expect(store.acquireLease(runId, MINE)).toBe(true);
    expect(other.acquireLease(runId, THEIRS)).toBe(false);
  });

  it('is free after release, and release of what another holds does nothing', () => {
    const { store, other, runId } = leasedStore();
    store.acquireLease(runId, MINE);
    other.releaseLease(runId, THEIRS);
    expect(other.acquireLease(runId, THEIRS)).toBe(false);
    store.releaseLease(runId, MINE);
    store.releaseLease(runId, MINE);
    expect(other.acquireLease(runId, THEIRS)).toBe(true);
  });

  it('passes on when its owner is dead', () => {
    const { store, other, runId, alive } = leasedStore();
    store.acquireLease(runId, MINE);
    alive.delete(MINE.pid);
    expect(other.acquireLease(runId, THEIRS)).toBe(true);
  });

  it('passes on after a boot, though the old number belongs to a living process', () => {
    const { store, other, runId } = leasedStore();
    store.acquireLease(runId, MINE);
    expect(other.acquireLease(runId, { ...THEIRS, bootId: 'next boot' })).toBe(true);
  });

  it('passes on after 60 s of silence, not before, and the sleeper learns of it', () => {
    const { store, other, runId, clock } = leasedStore();
    store.acquireLease(runId, MINE);
    clock.now += 50_000;
    store.heartbeat(runId, MINE);
    clock.now += 60_000;
    expect(other.acquireLease(runId, THEIRS)).toBe(false);
    clock.now += 1;
    expect(other.acquireLease(runId, THEIRS)).toBe(true);
    expect(() => store.heartbeat(runId, MINE)).toThrow(MachineryError);
    expect(store.acquireLease(runId, MINE)).toBe(false);
  });

  it('of a run that does not exist is an error', () => {
    const { store, runId } = leasedStore();
    expect(() => store.acquireLease(runId + 1, MINE)).toThrow(MachineryError);
  });
});

describe('isProcessAlive', () => {
  it('tells a living process from one that has ended', async () => {
    expect(isProcessAlive(process.pid)).toBe(true);
    const child = spawn(process.execPath, ['--eval', '']);
    await once(child, 'exit');
    expect(child.pid).toBeDefined();
    expect(isProcessAlive(child.pid ?? process.pid)).toBe(false);
  });
});
