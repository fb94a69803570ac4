import type { Store } from '../db/store.ts';
import type { Run } from '../domain/records.ts';
import { type Imported, importPatches } from '../pipeline/import-patches.ts';
import type { ReadImport } from './read-imports.ts';

export type StoredImport = Imported & Pick<ReadImport, 'file' | 'kind' | 'remark' | 'faulty'>;

/** Stores what files offer, one after another, and tells what became of each. */
export async function storeImports(
  store: Store,
  run: Run,
  read: readonly ReadImport[],
): Promise<StoredImport[]> {
  const stored: StoredImport[] = [];
  for (const { file, kind, remark, faulty, offers } of read) {
    stored.push({ file, kind, remark, faulty, ...(await importPatches(store, run, offers)) });
  }
  return stored;
}

/** Whether anything that was meant to be imported was not. */
export function hasRefusals(stored: readonly StoredImport[]): boolean {
  return stored.some(({ faulty, refused }) => faulty || refused.length > 0);
}

/** Lines for people: what each file was taken for, and each patch that was refused. */
export function importText({ file, kind, remark, ...imported }: StoredImport): string {
  if (kind === 'left out') return `${file}: left out: ${remark}`;
  const { candidates, already, empty, strangers, refused } = imported;
  const parts = [`${candidates} imported`, `${empty} empty`];
  if (already > 0) parts.splice(1, 0, `${already} already there`);
  if (strangers > 0) parts.push(`${strangers} for instances that the run does not have`);
  if (remark !== null) parts.push(remark);
  const lines = refused.map(({ instanceId, reason, place }) => {
    const where = place === undefined || place === instanceId ? file : `${file}, ${place}`;
    return `${where}: ${instanceId} refused: ${reason}`;
  });
  return [`${file}: ${kind}: ${parts.join(', ')}`, ...lines].join('\n');
}
