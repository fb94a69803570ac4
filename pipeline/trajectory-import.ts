import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../domain/errors.ts';
import type { ImportDetails } from '../domain/records.ts';
import type { OfferedPatch } from './import-patches.ts';

/** What counts of a trajectory of mini-swe-agent, 1.x and 2.x alike; runs that failed early lack much of it. */
const trajectorySchema = z.looseObject({
  instance_id: z.string().min(1).optional(),
  info: z.looseObject({
    submission: z.string().nullish(),
    exit_status: z.string().nullish(),
    mini_version: z.string().nullish(),
    model_stats: z
      .looseObject({
        instance_cost: z.number().nonnegative().nullish(),
        api_calls: z.int().nonnegative().nullish(),
      })
      .nullish(),
    config: z.looseObject({ model: z.looseObject({ model_name: z.string().nullish() }).nullish() }).nullish(),
  }),
});

const signs = z.union([
  z.looseObject({ trajectory_format: z.string().startsWith('mini-swe-agent') }),
  z.looseObject({ info: z.looseObject({ mini_version: z.string() }), messages: z.array(z.unknown()) }),
]);

/** Whether a JSON value is a trajectory of mini-swe-agent, whole or not. */
export function isTrajectory(value: unknown): boolean {
  return signs.safeParse(value).success;
}

/** Enough of a file's hash to tell several trajectories of one model apart. */
const HASH_CHARS = 8;

/**
 * The patch that a trajectory of mini-swe-agent submitted, with the model, its turns and its cost. Two trajectories
 * of one model are two sources, and one that is read twice is one.
 *
 * @param value the file's JSON, for which `isTrajectory` holds
 * @param file its text and its path; the instance is the file's name where the trajectory does not say it
 * @throws UsageError that names file and field
 */
export function readTrajectory(
  value: unknown,
  file: { readonly text: string; readonly path: string },
): OfferedPatch {
  const parsed = trajectorySchema.safeParse(value);
  if (!parsed.success) {
    const [fault] = parsed.error.issues;
    throw new UsageError(
      `${file.path}, ${fault?.path.join('.')}: ${fault?.message}; not a whole trajectory of mini-swe-agent`,
    );
  }
  const { info, instance_id: said } = parsed.data;
  const instanceId = said ?? nameOf(file.path);
  const fileSha256 = createHash('sha256').update(file.text).digest('hex');
  const model = info.config?.model?.model_name ?? 'unknown-model';
  const details: ImportDetails = {
    agent: info.mini_version ? `mini-swe-agent ${info.mini_version}` : 'mini-swe-agent',
    model,
    turns: info.model_stats?.api_calls ?? null,
    costUsd: info.model_stats?.instance_cost ?? null,
    exitStatus: info.exit_status || null,
    fileSha256,
  };
  const origin = `${model}#${fileSha256.slice(0, HASH_CHARS)}`;
  return { instanceId, patch: info.submission ?? null, origin, details };
}

const SUFFIX = '.traj.json';

function nameOf(path: string): string {
  const name = basename(path);
  if (name.endsWith(SUFFIX) && name !== SUFFIX) return name.slice(0, -SUFFIX.length);
  throw new UsageError(
    `${path}, instance_id: the trajectory names no instance; call the file INSTANCE${SUFFIX}`,
  );
}
