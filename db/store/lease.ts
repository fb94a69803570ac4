import { and, eq } from 'drizzle-orm';
import type { Handle } from '../handle.ts';
import { runs } from '../schema.ts';
import type { Owner, Store } from '../store.ts';
import { storeError } from '../store-error.ts';

/** A living owner beats far more often; one that was silent for so long has lost the run. */
const LEASE_MS = 60_000;

type LeaseMethods = Pick<Store, 'acquireLease' | 'heartbeat' | 'releaseLease'>;

/** One process at a time works on a run. `isAlive` says whether a process of this machine's boot still runs. */
export function leaseMethods({ db, now, write }: Handle, isAlive: (pid: number) => boolean): LeaseMethods {
  const isHeldBy = (runId: number, { bootId, pid }: Owner) =>
    and(eq(runs.id, runId), eq(runs.ownerBootId, bootId), eq(runs.ownerPid, pid));
  return {
    acquireLease: (runId, owner) =>
      write(() => {
        const held = db
          .select({ bootId: runs.ownerBootId, pid: runs.ownerPid, heartbeatAt: runs.heartbeatAt })
          .from(runs)
          .where(eq(runs.id, runId))
          .get();
        if (!held) throw storeError(`the store has no run ${runId}`);
        const isOurs = held.bootId === owner.bootId && held.pid === owner.pid;
        if (!isOurs && isHeld(held, owner)) return false;
        db.update(runs)
          .set({ ownerBootId: owner.bootId, ownerPid: owner.pid, heartbeatAt: now() })
          .where(eq(runs.id, runId))
          .run();
        return true;
      }),
    heartbeat: (runId, owner) =>
      write(() => {
        const { changes } = db.update(runs).set({ heartbeatAt: now() }).where(isHeldBy(runId, owner)).run();
        if (changes > 0) return;
        throw storeError(
          `run ${runId} was taken over by another process; this one (pid ${owner.pid}) must stop`,
        );
      }),
    releaseLease: (runId, owner) =>
      write(() => {
        db.update(runs)
          .set({ ownerBootId: null, ownerPid: null, heartbeatAt: null })
          .where(isHeldBy(runId, owner))
          .run();
      }),
  };

  function isHeld(
    { bootId, pid, heartbeatAt }: { bootId: string | null; pid: number | null; heartbeatAt: number | null },
    { bootId: ownBootId }: Owner,
  ): boolean {
    if (bootId !== ownBootId || pid === null || heartbeatAt === null) return false;
    return now() - heartbeatAt <= LEASE_MS && isAlive(pid);
  }
}

/** Asks the kernel. A process of another user counts as alive: it exists, though we may not signal it. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
