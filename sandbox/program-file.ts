import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** How Node starts a program of ours as a process of its own. */
export interface Program {
  readonly path: string;
  readonly execArgv: readonly string[];
}

/**
 * The program whose source lies beside the file `from` (its `import.meta.url`). In a bundle (scripts/build.mjs) it is
 * an entry of its own; run from the sources, Node needs tsx, which is there wherever the sources are run.
 */
export function programBeside(from: string, name: string): Program {
  const file = fileURLToPath(from);
  const folder = dirname(file);
  if (file.endsWith('.ts')) {
    const loader = pathToFileURL(createRequire(from).resolve('tsx')).href;
    return { path: join(folder, `${name}.ts`), execArgv: ['--import', loader] };
  }
  const top = basename(folder) === 'chunks' ? dirname(folder) : folder;
  return { path: join(top, `${name}.js`), execArgv: [] };
}
