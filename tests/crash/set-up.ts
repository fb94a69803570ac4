import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { build } from '../../scripts/build.mjs';
import { projectRoot } from '../../scripts/project-root.ts';
import { startFakeServer } from '../fake-server/start.ts';
import { makeSubject } from './make-subject.ts';
import type { Scene } from './play-until.ts';

/** The CLI as it is, and the weakened variants. */
const PROGRAMS = {
  cli: 'scripts/cli.ts',
  forgetful: 'tests/crash/forgetful-cli.ts',
  keyless: 'tests/crash/keyless-cli.ts',
};
export type Program = keyof typeof PROGRAMS;

/** The rest between two rows, in every run: long enough that an outsider sees each by itself and can act on it. */
const PAUSE_MS = 25;

export interface Theatre {
  readonly directory: string;
  /** A run of its own, with a store of its own; its full name is unique on the machine. */
  scene(name: string, program: Program, instances: readonly string[]): Scene;
  /** Ends the fake server, and removes everything unless it is to be looked into. */
  close(options: { keep: boolean }): Promise<void>;
}

/** Makes the engine answer, then the subject, the bundles and the fake server. */
export async function setUp(): Promise<Theatre> {
  const root = projectRoot(import.meta.dirname);
  execFileSync(join(root, 'scripts', 'docker-engine.sh'), { stdio: ['ignore', 2, 2] });
  const directory = await mkdtemp(join(tmpdir(), 'troop-crash-'));
  const dataset = await makeSubject(join(directory, 'subject'));
  // Inside the checkout, where a bundle finds its packages and the store's migrations.
  const bundles = join(root, '.cache', 'crash-test');
  await build(root, { entries: Object.values(PROGRAMS), outdir: bundles });
  const server = await startFakeServer(join(import.meta.dirname, 'scenario.ts'));
  const config = join(directory, 'config.json');
  await writeFile(config, JSON.stringify(configFor(`openai-compatible:fake@${server.openaiUrl}`)));

  return {
    directory,
    scene(name, program, instances) {
      const run = `${basename(directory)}-${name}`;
      const entry = PROGRAMS[program].replace(/^.*\/(.*)\.ts$/, '$1.js');
      const store = join(directory, `${run}.db`);
      return {
        run,
        store,
        serverLog: server.logPath,
        program: join(bundles, entry),
        args: [
          ['run', '--run', run, '--store', store, '--dataset', dataset, '--instances', instances.join(',')],
          ['--config', config, '--debug-pause-ms', String(PAUSE_MS), '--verbose', '--json'],
        ].flat(),
        environment: { ...process.env, TROOP_CACHE: join(directory, 'cache') },
        output: join(directory, `${run}.log`),
      };
    },
    async close({ keep }) {
      await server.stop();
      if (!keep) await rm(directory, { recursive: true });
    },
  };
}

function configFor(model: string) {
  return {
    samples: 3,
    models: { default: model },
    prices: { [model]: { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 } },
    // Two issues at once: a kill finds one in another phase than the other.
    running: { slots: 6, sandboxes: 2, budgetUsd: 100 },
  };
}
