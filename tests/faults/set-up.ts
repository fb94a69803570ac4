import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, isBuilt } from '../../scripts/build.mjs';
import { projectRoot } from '../../scripts/project-root.ts';
import { startFakeServer } from '../fake-server/start.ts';
import { smallRepository } from '../support/small-repository.ts';
import { DEADLINES, type Fault } from './faults.ts';
import { runOf } from './run-name.ts';

/** Of each protocol: the SDK that speaks it, and a model, as a user names it, with whose rules the server is strict. */
export const APIS = {
  anthropic: { sdk: '@anthropic-ai/sdk', model: 'anthropic:claude-haiku-4-5' },
  openai: { sdk: 'openai', model: 'openai:gpt-4o' },
  'openai-responses': { sdk: 'openai', model: 'openai-responses:gpt-4o' },
} as const;
export type Api = keyof typeof APIS;

export const PRICE = { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 };

/** The product, or what weakens it. */
export type Variant = 'cli' | 'retrying-sdks' | 'no-token-deadline';

/** Like no word of a message, in which it would be masked. */
const KEY = 'f4c2-9e17';

/** A week: none that anyone would wait for. */
const NO_DEADLINE_MS = 7 * 24 * 60 * 60 * 1000;

export interface Case {
  readonly fault: Fault;
  readonly api: Api;
  readonly variant: Variant;
}

export interface Stage {
  readonly run: string;
  readonly store: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly output: string;
}

/** Builds the programs, makes the repository and starts the server. */
export async function setUp() {
  const root = projectRoot(import.meta.dirname);
  if (!(await isBuilt(root))) await build(root);
  // Inside the checkout, where a bundle finds its packages and the store's migrations.
  const weak = join(root, '.cache', 'faults');
  await build(root, { entries: ['tests/faults/retrying-sdks-cli.ts'], outdir: weak });
  const programs: Readonly<Record<Variant, string>> = {
    cli: join(root, 'dist', 'cli.js'),
    'retrying-sdks': join(weak, 'retrying-sdks-cli.js'),
    'no-token-deadline': join(root, 'dist', 'cli.js'),
  };
  let remove = () => {};
  const { folder, dataset } = await smallRepository((atEnd) => {
    remove = atEnd;
  });
  const server = await startFakeServer(join(import.meta.dirname, 'scenario.ts'));
  return {
    server,
    folder,
    async stage({ fault, api, variant }: Case): Promise<Stage> {
      const run = runOf(fault.name, variant === 'cli' ? api : `${api}.${variant}`);
      const own = join(folder, 'runs', run);
      await mkdir(own, { recursive: true });
      const { model } = APIS[api];
      const deadlines =
        variant === 'no-token-deadline' ? { ...DEADLINES, betweenTokensMs: NO_DEADLINE_MS } : DEADLINES;
      await writeFile(join(own, 'config.json'), JSON.stringify(configOf(model, deadlines)));
      const store = join(own, 'troop.db');
      return {
        run,
        store,
        program: programs[variant],
        args: [
          'run',
          '--run',
          run,
          '--store',
          store,
          '--dataset',
          dataset,
          '--config',
          join(own, 'config.json'),
        ],
        environment: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          ANTHROPIC_API_KEY: KEY,
          ANTHROPIC_BASE_URL: server.url,
          OPENAI_API_KEY: KEY,
          OPENAI_BASE_URL: server.openaiUrl,
          // Its own: no case waits for what another one makes.
          TROOP_CACHE: join(own, 'cache'),
        },
        output: join(own, 'output.txt'),
      };
    },
    async close({ keep }: { keep: boolean }) {
      await server.stop();
      if (!keep) remove();
    },
  };
}

function configOf(model: string, deadlines: typeof DEADLINES) {
  return {
    sandbox: 'process',
    samples: 1,
    context: { mode: 'given', given: ['lib/parse.js'] },
    selectBy: 'vote',
    models: { default: model },
    prices: { [model]: PRICE },
    // More than a run costs and less than a miscount of one reply.
    running: { ...deadlines, budgetUsd: 1 },
  };
}
