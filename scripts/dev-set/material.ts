import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../domain/errors.ts';
import { readDataset } from '../../pipeline/swebench/dataset.ts';

const officialSchema = z.looseObject({
  instance_id: z.string(),
  repo: z.string(),
  version: z.string(),
  base_commit: z.string(),
  patch: z.string(),
  test_patch: z.string(),
  eval_script: z.string(),
});

const releaseSchema = z.object({
  instance_id: z.string(),
  package: z.string(),
  version: z.string(),
  sdist: z.string(),
  sha256: z.string(),
  /** Not null: the release holds the fix, and the start tree is what undoing it gives. */
  reverse_fix: z.unknown(),
  image: z.string(),
  setup: z.string(),
  test_cmd: z.string(),
  fail_to_pass: z.array(z.string()),
  pass_to_pass: z.array(z.string()),
  patch_rebased: z.string().optional(),
  test_patch_rebased: z.string().optional(),
  candidates: z.array(
    z.object({
      source: z.string(),
      /** Null: the patch does not apply to the release. */
      resolved: z.boolean().nullable(),
      patch_rebased: z.string().optional(),
    }),
  ),
});

const candidateSchema = z.object({ instance_id: z.string(), source: z.string(), patch: z.string() });

const environmentSchema = z.object({
  images: z.record(
    z.string(),
    z.object({ debian: z.string(), packages: z.array(z.string()), pypi_wheels: z.array(z.string()) }),
  ),
});

/** What official images have beside a recipe's packages: the last way by which the official harness puts a patch on. */
const OFFICIAL_PROGRAMS = ['patch'];

export type OfficialRow = z.infer<typeof officialSchema>;
export type Release = z.infer<typeof releaseSchema>;
export type BaseRecipe = z.infer<typeof environmentSchema>['images'][string];

/** A real attempt at the instance, with the verdict recorded on the release. */
export interface RecordedCandidate {
  readonly source: string;
  readonly patch: string;
  readonly resolved: boolean;
}

/** All that is known of one instance and of the release that it is rebuilt on. */
export interface DevInstance {
  readonly id: string;
  readonly official: OfficialRow;
  readonly release: Release;
  readonly base: BaseRecipe;
  /** Gold patch and hidden tests as they apply to the release. */
  readonly gold: string;
  readonly testPatch: string;
  readonly candidates: readonly RecordedCandidate[];
}

/**
 * Reads the instances that have a release out of a folder with dev_instances, dev_releases, dev_candidates (.jsonl)
 * and dev_env.json; only those named, or all. Throws a UsageError that names the file, or the unknown instance.
 */
export async function readMaterial(folder: string, ids: readonly string[] | null): Promise<DevInstance[]> {
  if (!existsSync(join(folder, 'dev_instances.jsonl')))
    throw new UsageError(
      `${folder} has no dev_instances.jsonl; say where the development data are with TROOP_DEV_DATA`,
    );
  const [officials, releases, patches, environment] = await Promise.all([
    readRows(join(folder, 'dev_instances.jsonl'), officialSchema),
    readRows(join(folder, 'dev_releases.jsonl'), releaseSchema),
    readRows(join(folder, 'dev_candidates.jsonl'), candidateSchema),
    readJson(join(folder, 'dev_env.json'), environmentSchema),
  ]);
  const officialOf = new Map(officials.map((row) => [row.instance_id, row]));
  const releaseOf = new Map(releases.map((row) => [row.instance_id, row]));
  const patchOf = new Map(patches.map((row) => [`${row.instance_id} ${row.source}`, row.patch]));
  return (ids ?? [...releaseOf.keys()]).map((id) => {
    const official = officialOf.get(id);
    const release = releaseOf.get(id);
    if (!official || !release) throw new UsageError(`${folder} names no release for instance ${id}`);
    const recipe = environment.images[release.image];
    if (!recipe)
      throw new UsageError(`${join(folder, 'dev_env.json')}: no image ${release.image} (for ${id})`);
    const base = { ...recipe, packages: [...recipe.packages, ...OFFICIAL_PROGRAMS] };
    const candidates = release.candidates.flatMap(({ source, resolved, patch_rebased }) => {
      const patch = patch_rebased ?? patchOf.get(`${id} ${source}`);
      return resolved === null || patch === undefined ? [] : [{ source, patch, resolved }];
    });
    const gold = release.patch_rebased ?? official.patch;
    const testPatch = release.test_patch_rebased ?? official.test_patch;
    return { id, official, release, base, gold, testPatch, candidates };
  });
}

async function readRows<T>(path: string, schema: z.ZodType<T>): Promise<T[]> {
  return Array.from(await readDataset(path), ({ line, columns, problem }) => {
    if (columns === null) throw new UsageError(`${path}:${line}: ${problem}`);
    return parse(`${path}:${line}`, columns, schema);
  });
}

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`${path} cannot be read`, { cause });
  });
  return parse(path, JSON.parse(text), schema);
}

function parse<T>(place: string, value: unknown, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UsageError(`${place}: ${z.prettifyError(parsed.error)}`);
}
