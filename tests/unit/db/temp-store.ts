import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { openStore, type StoreSurroundings } from '../../../db/open-store.ts';
import type { Store } from '../../../db/store.ts';

export function tempFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'troop-db-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function tempFile(): string {
  return path.join(tempFolder(), 'troop.db');
}

/** A store in a file of its own, closed and removed when the test is over. */
export function tempStore(surroundings: StoreSurroundings = {}, file = tempFile()): Store {
  const store = openStore(file, surroundings);
  onTestFinished(() => store.close());
  return store;
}
