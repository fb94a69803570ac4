import { resolve } from 'node:path';
import { UsageError } from '../../../domain/errors.ts';
import { cacheFolder, hubFolder } from './hub.ts';
import { DATA_FILE } from './hub-files.ts';
import { dataFiles, kindOf, newestSnapshot } from './hub-folder.ts';
import type { HubSettings } from './hub-settings.ts';

/** Short names, as the official command knows them. */
const SHORT_NAMES: Readonly<Record<string, string>> = {
  full: 'SWE-bench/SWE-bench',
  verified: 'SWE-bench/SWE-bench_Verified',
  lite: 'SWE-bench/SWE-bench_Lite',
  multilingual: 'SWE-bench/SWE-bench_Multilingual',
  multimodal: 'SWE-bench/SWE-bench_Multimodal',
};

const HUB_NAME = /^[\w.-]+\/[\w.-]+$/;
const DEFAULT_SPLIT = 'test';

export interface Wanted {
  /** File, folder, short name or `owner/name`; what exists on this machine comes first. */
  readonly name: string;
  readonly split: string | undefined;
  /** Place that a run has stored before; the same words stand for it, whatever is newest on the hub today. */
  readonly before: string | null;
}

/**
 * The place, as `readDataset` takes it, of what a user calls a data set; stored with a run, so that grading reads the
 * same bytes. May download. Throws a UsageError where there is no such data set or split.
 */
export async function findDataset(
  { name, split, before }: Wanted,
  settings: HubSettings,
  say: (message: string) => void,
): Promise<string> {
  const path = resolve(name);
  const kind = await kindOf(path);
  if (kind === 'file') {
    if (split === undefined) return path;
    throw new UsageError(`--split ${split}: ${name} is one file and has no splits; leave --split out`);
  }
  const wanted = split ?? DEFAULT_SPLIT;
  if (kind === 'folder') {
    // A repository's folder in the hub's cache stands for its newest commit there.
    const folder = (await newestSnapshot(path)) ?? path;
    await dataFiles(folder, wanted);
    return `${folder}#${wanted}`;
  }
  const repository = SHORT_NAMES[name.toLowerCase()] ?? (isHubName(name) ? name : null);
  if (repository === null) {
    const names = Object.keys(SHORT_NAMES).join(', ');
    throw new UsageError(`--dataset ${name}: no such file or folder, nor a name: ${names} or owner/name`);
  }
  const snapshots = `${cacheFolder(repository, settings.cache)}/snapshots/`;
  if (before?.startsWith(snapshots) && before.endsWith(`#${wanted}`)) return before;
  const folder = await hubFolder(repository, wanted, settings, say);
  await dataFiles(folder, wanted);
  return `${folder}#${wanted}`;
}

function isHubName(name: string): boolean {
  return HUB_NAME.test(name) && !name.startsWith('.') && !DATA_FILE.test(name);
}
