import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { Owner } from '../db/store.ts';

/** This process, as leases and containers name it. */
export function thisOwner(): Owner {
  const bootFile = '/proc/sys/kernel/random/boot_id';
  const bootId = existsSync(bootFile) ? readFileSync(bootFile, 'utf8').trim() : randomUUID();
  return { bootId, pid: process.pid };
}
