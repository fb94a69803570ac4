import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { build } from '../../../scripts/build.mjs';
import { projectRoot } from '../../../scripts/project-root.ts';

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type Troop = (args: readonly string[], environment?: Readonly<Record<string, string>>) => Promise<Ran>;

/** Builds the command line as it is now; returns what runs it to its end. */
export async function builtCli(): Promise<Troop> {
  const root = projectRoot(import.meta.dirname);
  // Inside the checkout, where a bundle finds its packages and the store's migrations.
  const outdir = join(root, '.cache', 'e2e');
  await build(root, { entries: ['scripts/cli.ts'], outdir });
  return (args, environment = {}) =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        ['--enable-source-maps', join(outdir, 'cli.js'), ...args],
        { env: { ...process.env, ...environment }, maxBuffer: 256 * 1024 ** 2 },
        (error, stdout, stderr) => {
          process.off('exit', end);
          resolve({ status: error ? (child.exitCode ?? 1) : 0, stdout, stderr });
        },
      );
      const end = () => child.kill('SIGKILL');
      // A test that gave up must leave no run behind.
      process.on('exit', end);
      child.stdin?.end();
    });
}
