import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { MachineryError } from '../../domain/errors.ts';
import type { Columns } from '../../pipeline/swebench/dataset/dataset-row.ts';
import { folderOf } from '../../pipeline/swebench/dataset/hub-folder.ts';
import { readDataset } from '../../pipeline/swebench/dataset.ts';
import type { ImageRecipe, RecipeOf } from '../../sandbox/docker/images/image-recipe.ts';

/**
 * The columns that say how an instance's image is made where it can be neither found nor pulled; all may be left out:
 *
 * - `dockerfile`: text of a Dockerfile, built with the network and the arguments BASE_COMMIT, INSTANCE_ID and
 *   REPOSITORY_ROOT
 * - `dockerfile_context`: folder for its COPY and ADD, relative to the data set's file; by default there is nothing
 * - `image_recipe`: see `registryRecipeSchema`
 *
 * They are read when an image is missing, and become part of no issue: they may hold the answer.
 */
const recipeColumns = z.object({
  dockerfile: z.string().min(1).nullish(),
  dockerfile_context: z.string().min(1).nullish(),
  image_recipe: z.unknown().optional(),
});

interface RecipeDeps {
  /** Directory for what is downloaded. */
  readonly cache: string;
  readonly say: (line: string) => void;
}

/** Looks recipes up in a run's data set (`place` as `readDataset` takes it), read once and only when one is needed. */
export function rowRecipes(place: string | null, deps: RecipeDeps): RecipeOf {
  if (place === null) return async () => null;
  let reading: Promise<ReadonlyMap<string, Row>> | null = null;
  return async (instanceId) => {
    reading ??= rowsWithRecipes(place).catch((error: unknown) => {
      reading = null;
      throw error;
    });
    const row = (await reading).get(instanceId);
    return row === undefined ? null : toRecipe(row, await folderOf(place), deps);
  };
}

interface Row {
  readonly place: string;
  readonly columns: Columns;
}

async function rowsWithRecipes(place: string): Promise<ReadonlyMap<string, Row>> {
  const rows = new Map<string, Row>();
  for (const { columns, place: rowPlace } of await readDataset(place)) {
    const id = columns?.instance_id;
    if (columns === null || typeof id !== 'string' || rows.has(id)) continue;
    if (columns.dockerfile != null || columns.image_recipe != null)
      rows.set(id, { place: rowPlace, columns });
  }
  return rows;
}

async function toRecipe({ place, columns }: Row, folder: string, deps: RecipeDeps): Promise<ImageRecipe> {
  const row = checked(recipeColumns, columns, place, '');
  if (row.dockerfile != null) {
    const context = row.dockerfile_context == null ? null : resolve(folder, row.dockerfile_context);
    if (context !== null) await mustBeFolder(context, place);
    return { kind: 'dockerfile', text: row.dockerfile, context };
  }
  // Only a build needs it, and with it the tools that make images.
  const { buildFromRegistries, registryRecipeSchema } = await import('./registry-image.ts');
  const recipe = checked(registryRecipeSchema, textToJson(row.image_recipe), place, 'image_recipe.');
  return {
    kind: 'registries',
    text: JSON.stringify(recipe),
    build: (imageName, signal) => buildFromRegistries(recipe, imageName, { ...deps, signal }),
  };
}

function checked<T>(schema: z.ZodType<T>, value: unknown, place: string, prefix: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${prefix}${path.join('.')}: ${message}`);
  throw new MachineryError(`${place}: ${faults.join('; ')}; correct the row`, { transient: false });
}

async function mustBeFolder(path: string, place: string): Promise<void> {
  const stats = await stat(path).catch(() => null);
  if (stats?.isDirectory()) return;
  throw new MachineryError(`${place}: dockerfile_context: there is no folder ${path}`, { transient: false });
}

/** Tables without nested columns hold the JSON text of one. */
function textToJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
