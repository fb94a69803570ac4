import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDirectory } from '../../../sandbox/cache-directory.ts';
import { pythonEnvironment } from '../../../scripts/official/python-environment.ts';
import { note } from '../../../scripts/output.ts';
import type { Load, Place } from './load.ts';
import type { Program } from './measured.ts';

const MINI = {
  name: 'mini-swe-agent',
  version: '2.4.6',
  // What pip resolves for it today does not start: a package is missing (shared/reference/baselines.md, 3.5).
  requirements: fileURLToPath(new URL('requirements.txt', import.meta.url)),
};

export interface Mini {
  /** Path of its batch command. */
  readonly command: string;
}

export async function installMini(): Promise<Mini> {
  const python = await pythonEnvironment(MINI, join(cacheDirectory(process.env), 'peers'), note);
  return { command: join(dirname(python), 'mini-extra') };
}

/** Its batch run of a load, in a folder that is its own; the same folder again resumes. */
export async function miniProgram(
  { command }: Mini,
  load: Load,
  { folder, modelUrl, directory, image }: Place,
): Promise<Program> {
  await mkdir(join(folder, 'data'), { recursive: true });
  const rows = Array.from({ length: load.trajectories }, (_, index) => ({
    instance_id: `peers__${index}`,
    problem_statement: `Task ${index}: take ${load.steps} steps.`,
    image_name: image,
  }));
  await writeFile(join(folder, 'data', 'test.jsonl'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const registry = join(folder, 'registry.json');
  const price = { input_cost_per_token: 0, output_cost_per_token: load.usdPerToken };
  const model = { litellm_provider: 'openai', mode: 'chat', max_tokens: 4096, ...price };
  await writeFile(registry, JSON.stringify(load.isPriced ? { 'openai/peer': model } : {}));
  const config = join(folder, 'config.yaml');
  await writeFile(
    config,
    // JSON is YAML.
    JSON.stringify({
      agent: { step_limit: 0, cost_limit: 0 },
      environment:
        load.sandbox === 'docker'
          ? { environment_class: 'docker', cwd: '/testbed' }
          : { environment_class: 'local', cwd: directory },
      model: {
        model_name: 'openai/peer',
        model_class: 'litellm_textbased',
        litellm_model_registry: registry,
        model_kwargs: { api_base: modelUrl, api_key: 'none' },
      },
    }),
  );
  const where = ['--subset', join(folder, 'data'), '--split', 'test', '--output', join(folder, 'out')];
  return {
    path: command,
    args: [
      'swebench',
      ...where,
      '--workers',
      `${load.workers}`,
      '-c',
      'swebench_backticks.yaml',
      '-c',
      config,
    ],
    environment: {
      PATH: process.env.PATH,
      // Its settings, caches and profile are this run's own.
      HOME: folder,
      MSWEA_CONFIGURED: 'true',
      MSWEA_GLOBAL_CONFIG_DIR: folder,
      MSWEA_SILENT_STARTUP: '1',
      HF_HUB_OFFLINE: '1',
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
      ...(load.budgetUsd === null ? {} : { MSWEA_GLOBAL_COST_LIMIT: `${load.budgetUsd}` }),
    },
    output: join(folder, 'output.txt'),
  };
}
