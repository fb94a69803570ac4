import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UsageError } from '../domain/errors.ts';
import type { OfferedPatch } from '../pipeline/import-patches.ts';
import { parseOffers } from '../pipeline/predictions.ts';
import { isTrajectory, readTrajectory } from '../pipeline/trajectory-import.ts';

/** One file, and what it was taken for. */
export interface ReadImport {
  readonly file: string;
  readonly kind: 'predictions' | 'trajectory' | 'left out';
  readonly offers: readonly OfferedPatch[];
  /** Why it was left out, or what of it was; null where all of it counts. */
  readonly remark: string | null;
  /** Whether it was meant to be imported and could not be read. */
  readonly faulty: boolean;
}

/**
 * Reads predictions and trajectories of mini-swe-agent: single files, and folders with all that lies below them. What
 * a file is told by is its content. A bad file that was named itself is a UsageError; in a folder it is left out, and
 * so is what is neither, each with the reason.
 */
export function readImports(paths: readonly string[]): ReadImport[] {
  return paths.flatMap((path) => {
    if (!isFolder(path)) return [readImport(path)];
    const read = filesBelow(path).map((file) => readOfFolder(join(path, file)));
    if (read.every(({ kind }) => kind === 'left out')) {
      throw new UsageError(
        `${path} holds neither predictions nor trajectories of mini-swe-agent (${read.length} files looked at)`,
      );
    }
    return withoutTwins(read);
  });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (cause) {
    throw new UsageError(`${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

/** Paths within the folder, in order; links are not followed. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .toSorted();
}

const JSON_LINES = /\.jsonl$/i;
const READABLE = /\.jsonl?$/i;

function readOfFolder(file: string): ReadImport {
  if (!READABLE.test(file)) return leftOut(file, 'neither JSON nor JSON Lines by its name', false);
  try {
    return readImport(file);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return leftOut(file, error.message, isMeant(file));
  }
}

/** Reports and settings lie in such folders too, and nobody meant them to be imported. */
function isMeant(file: string): boolean {
  return file.endsWith('.traj.json') || /"(?:model_patch|trajectory_format)"/.test(readText(file));
}

function leftOut(file: string, remark: string, faulty: boolean): ReadImport {
  return { file, kind: 'left out', offers: [], remark, faulty };
}

function readImport(file: string): ReadImport {
  const text = readText(file);
  const value = JSON_LINES.test(file) ? undefined : jsonOf(text);
  if (isTrajectory(value)) {
    const offers = [readTrajectory(value, { text, path: file })];
    return { file, kind: 'trajectory', offers, remark: null, faulty: false };
  }
  const offers = parseOffers(text, file);
  return { file, kind: 'predictions', offers, remark: null, faulty: false };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** mini-swe-agent writes each submission twice: into its trajectory, which says more, and into `preds.json`. */
function withoutTwins(read: readonly ReadImport[]): ReadImport[] {
  const keyOf = ({ instanceId, patch, origin, details }: OfferedPatch) =>
    JSON.stringify([instanceId, details?.model ?? origin, patch ?? '']);
  const told = new Set(
    read.filter(({ kind }) => kind === 'trajectory').flatMap(({ offers }) => offers.map(keyOf)),
  );
  return read.map((one) => {
    if (one.kind !== 'predictions') return one;
    const offers = one.offers.filter((offer) => !told.has(keyOf(offer)));
    const twins = one.offers.length - offers.length;
    if (twins === 0) return one;
    return { ...one, offers, remark: `${twins} are those of trajectories beside it` };
  });
}
