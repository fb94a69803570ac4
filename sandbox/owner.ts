/** The process that answers for a sandbox: its machine's boot, and its id there. */
export interface Owner {
  readonly bootId: string;
  readonly pid: number;
}

export function formatOwner({ bootId, pid }: Owner): string {
  return `${bootId}:${pid}`;
}

/** Null where the text is none of ours. */
export function parseOwner(text: string): Owner | null {
  const [, bootId, pid] = /^(.+):(\d+)$/.exec(text) ?? [];
  return bootId === undefined ? null : { bootId, pid: Number(pid) };
}

/** Whether the process exists on this machine; one that belongs to somebody else does. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
