import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../../scripts/build.mjs';
import { projectRoot } from '../../../scripts/project-root.ts';
import type { Load, Place } from './load.ts';
import type { Program } from './measured.ts';
import { REPLY_TOKENS } from './scenario.ts';

/** Builds our program as it is now; returns its path. */
export async function buildOurs(): Promise<string> {
  const root = projectRoot(fileURLToPath(import.meta.url));
  // Inside the checkout, where a bundle finds its packages and the store's migrations.
  const outdir = join(root, '.cache', 'bench-peers');
  await build(root, { entries: ['tests/bench/peers/our-program.ts'], outdir });
  return join(outdir, 'our-program.js');
}

/** Our run of a load, in a folder that is its own; the same folder again resumes. */
export async function ourProgram(
  program: string,
  load: Load,
  { folder, modelUrl, directory, commit, image }: Place,
): Promise<Program> {
  await mkdir(folder, { recursive: true });
  const model = `openai-compatible:peer@${modelUrl}`;
  const price = { input: 0, output: load.usdPerToken * 1e6, cacheRead: 0, cacheWrite: 0 };
  const options = join(folder, 'options.json');
  await writeFile(
    options,
    JSON.stringify({
      store: join(folder, 'peers.db'),
      // An issue each, as the other has an instance each: so many trajectories are open as there are slots.
      issues: Array.from({ length: load.trajectories }, (_, index) => ({
        instanceId: `peers__${index}`,
        repository: directory,
        baseCommit: commit,
        text: 'Say which step it is.',
        image: { name: image, root: '/testbed', setup: '' },
        language: 'shell',
        runCommand: '. ./{script}',
      })),
      config: {
        sandbox: load.sandbox,
        samples: 1,
        edit: false,
        grade: false,
        models: { default: model },
        prices: load.isPriced ? { [model]: price } : {},
        testing: { turns: load.steps, maxOutputTokens: REPLY_TOKENS },
        contextLimitTokens: 10_000_000,
        running: { slots: load.workers, sandboxes: load.workers, budgetUsd: load.budgetUsd },
      },
    }),
  );
  return { path: process.execPath, args: [program, options], output: join(folder, 'output.txt') };
}
