import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheDirectory } from '../../sandbox/cache-directory.ts';
import { runTool } from '../../scripts/dev-set/run-tool.ts';
import { OFFICIAL_VERSION, officialPython } from '../../scripts/official/official-python.ts';

const SB_CLI_VERSION = '0.1.5';

export interface OfficialReaders {
  /** A Python that has the official package, and all that sb-cli needs. */
  readonly python: string;
  /** Folder that holds sb-cli, for PYTHONPATH. */
  readonly sbCli: string;
}

/**
 * The programs that take predictions, or null and a line that says how to get them: half a gigabyte is not installed
 * for a test that nobody asked for. In CI they are installed.
 */
export async function officialReadersOrSkip(): Promise<OfficialReaders | null> {
  const folder = join(cacheDirectory(process.env), 'official');
  if (!process.env.CI && !existsSync(join(folder, `swebench-${OFFICIAL_VERSION}`))) {
    console.warn('the official package is not installed: its readers are skipped; npm run agree installs it');
    return null;
  }
  const python = await officialPython(console.warn);
  const sbCli = join(folder, `sb-cli-${SB_CLI_VERSION}`);
  if (!existsSync(sbCli)) await installSbCli(sbCli);
  return { python, sbCli };
}

/** What it needs (requests, typer, rich), the official package brings. */
async function installSbCli(folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  const made = await mkdtemp(`${folder}-`);
  const target = ['--no-deps', '--target', made, `sb-cli==${SB_CLI_VERSION}`];
  await runTool('python3', ['-m', 'pip', 'install', '--quiet', ...target]);
  // Another process may have been faster; its copy is as good.
  await rename(made, folder).catch(() => rm(made, { recursive: true, force: true }));
}
