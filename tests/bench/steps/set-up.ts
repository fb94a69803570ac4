import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../../../scripts/build.mjs';
import { projectRoot } from '../../../scripts/project-root.ts';
import { type BenchServer, type CliRun, startServer } from './processes.ts';
import { instanceId, makeSubject } from './subject.ts';

const ENTRY = 'tests/bench/steps/cli.ts';
const RUN = 'bench';

export interface Bench {
  readonly directory: string;
  readonly server: BenchServer;
  /** Bodies of the first issue's calls. */
  readonly bodies: string;
  readonly contextTokens: number;
  /** The command that runs, or resumes, so many issues on a store of that name. */
  command(store: string, issues: number): CliRun & { readonly store: string };
  close(): Promise<void>;
}

/** Makes repository, rows and settings, builds the command line and starts the server. */
export async function setUp(issues: number): Promise<Bench> {
  const root = projectRoot(import.meta.dirname);
  const directory = await mkdtemp(join(tmpdir(), 'troop-bench-'));
  const bodies = join(directory, 'bodies');
  await mkdir(bodies);
  const { dataset, config, contextTokens } = await makeSubject(directory, issues);
  // Inside the checkout, where a bundle finds its packages and the store's migrations.
  const bundles = join(root, '.cache', 'bench-steps');
  await build(root, { entries: [ENTRY], outdir: bundles });
  const server = await startServer(bodies, instanceId(0));
  return {
    directory,
    server,
    bodies,
    contextTokens,
    command(name, limit) {
      const store = join(directory, `${name}.db`);
      const args = [
        'run',
        '--run',
        RUN,
        '--store',
        store,
        '--dataset',
        dataset,
        '--config',
        config,
        '--no-grade',
      ];
      return {
        store,
        program: join(bundles, 'cli.js'),
        args: [...args, ...(limit < issues ? ['--limit', String(limit)] : [])],
        environment: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          ANTHROPIC_API_KEY: 'bench',
          ANTHROPIC_BASE_URL: server.url,
          TROOP_CACHE: join(directory, 'cache'),
        },
        output: join(directory, `${name}.log`),
      };
    },
    async close() {
      await server.stop();
      if (process.env.BENCH_KEEP === undefined) await rm(directory, { recursive: true });
    },
  };
}
