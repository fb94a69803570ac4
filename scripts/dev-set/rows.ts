import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exchangesFor, exchangeTexts } from './eval-script.ts';
import { ACTIVATION, type BuiltImage, recipeOf } from './image.ts';
import type { DevInstance } from './material.ts';

export interface Prepared {
  readonly instance: DevInstance;
  readonly image: BuiltImage;
}

/** Files of a prepared set; verdicts lie apart from what a run may read. */
interface DevSetFiles {
  readonly instances: string;
  readonly predictions: string;
  readonly expected: string;
}

function devSetFiles(folder: string): DevSetFiles {
  const at = (name: string) => join(folder, `${name}.jsonl`);
  return { instances: at('instances'), predictions: at('predictions'), expected: at('expected') };
}

/** Writes the data set, the real candidates as predictions, and the candidates' recorded verdicts. */
export async function writeDevSet(folder: string, prepared: readonly Prepared[]): Promise<DevSetFiles> {
  const files = devSetFiles(folder);
  await mkdir(folder, { recursive: true });
  await writeFile(files.instances, jsonLines(prepared.map(instanceRow)));
  const candidates = prepared.flatMap(({ instance }) =>
    instance.candidates.map((candidate) => ({ id: instance.id, ...candidate })),
  );
  const predictions = candidates.map(({ id, source, patch }) => ({
    instance_id: id,
    model_name_or_path: source,
    model_patch: patch,
  }));
  const expected = candidates.map(({ id, source, resolved }) => ({
    instance_id: id,
    model_name_or_path: source,
    resolved,
  }));
  await writeFile(files.predictions, jsonLines(predictions));
  await writeFile(files.expected, jsonLines(expected));
  return files;
}

/** The official row with what the release changes; `exchanges` lists every text exchanged in its eval script. */
export function instanceRow({ instance, image }: Prepared): Record<string, unknown> {
  const { official, release, gold, testPatch } = instance;
  const exchanges = exchangesFor(instance, image.commit);
  return {
    ...official,
    base_commit: image.commit,
    patch: gold,
    test_patch: testPatch,
    eval_script: exchangeTexts(official.eval_script, exchanges),
    FAIL_TO_PASS: release.fail_to_pass,
    PASS_TO_PASS: release.pass_to_pass,
    image: image.name,
    image_root: '/testbed',
    image_setup: ACTIVATION,
    image_recipe: recipeOf(instance),
    language: 'python',
    run_command: 'python3 {script}',
    exchanges,
  };
}

function jsonLines(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
