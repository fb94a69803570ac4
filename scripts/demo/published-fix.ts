import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { makePatch } from '../../domain/patch.ts';
import { isSourcePath } from '../../domain/source-path.ts';
import type { Prediction } from '../../pipeline/predictions.ts';
import type { DemoCase } from './cases.ts';

/** Folder under which the later version is installed. */
export function fixedFolder(demoCase: DemoCase): string {
  return `${demoCase.package}-published-fix`;
}

/** What the later version changed in the package's source, tests and documents aside, as somebody else's candidate. */
export async function publishedFix(demoCase: DemoCase, modules: string): Promise<Prediction> {
  const before = await sourceTree(join(modules, demoCase.package));
  const after = await sourceTree(join(modules, fixedFolder(demoCase)));
  return {
    instance_id: demoCase.instanceId,
    model_name_or_path: `published ${demoCase.package} ${demoCase.publishedFix.version}`,
    model_patch: makePatch(before, after),
  };
}

async function sourceTree(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll(sep, '/'),
    )
    .filter((path) => isSourcePath(path));
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const)),
  );
}
