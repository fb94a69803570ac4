import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { importsOf, packageOf, ROOT, sourceFiles, withTree } from './source-tree.ts';

const HOMES: Readonly<Record<string, string>> = {
  dockerode: 'sandbox',
  'simple-git': 'sandbox',
  '@anthropic-ai/sdk': 'agents/models',
  openai: 'agents/models',
  'drizzle-orm': 'db',
  'better-sqlite3': 'db',
  '@huggingface/hub': 'pipeline/swebench/dataset',
};

/** The set-up asks the driver whether its native part loads; tests observe the world with what they need. */
const ELSEWHERE = (name: string, file: string): boolean =>
  file.startsWith('tests/') || (name === 'better-sqlite3' && file === 'scripts/setup/native-module.mjs');

/** The source files that import a package, if only for a type. */
function importers(root: string, name: string): string[] {
  return sourceFiles(root).filter(
    (file) =>
      !ELSEWHERE(name, file) &&
      importsOf(root, file).some(({ specifier }) => specifier !== null && packageOf(specifier) === name),
  );
}

describe.each(Object.entries(HOMES))('%s', (name, home) => {
  test('is a direct dependency', () => {
    const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
      readFileSync(join(ROOT, 'package.json'), 'utf8'),
    );
    expect(dependencies[name]).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test(`is imported in ${home}/`, () => {
    expect(importers(ROOT, name).filter((file) => file.startsWith(`${home}/`))).not.toEqual([]);
  });

  test(`is imported nowhere else`, () => {
    expect(importers(ROOT, name).filter((file) => !file.startsWith(`${home}/`))).toEqual([]);
  });

  test('control: an import elsewhere is caught, however deep', () => {
    withTree({ 'scripts/a.ts': `export const x = () => import('${name}/lib/x.js');\n` }, (root) =>
      expect(importers(root, name)).toEqual(['scripts/a.ts']),
    );
  });
});
