import { builtinModules } from 'node:module';
import { describe, expect, test } from 'vitest';
import { importsOf, packageOf, ROOT, type SourceImport, sourceFiles, withTree } from './source-tree.ts';

/** Packages that belong to one folder: the folders that may import anything else may not import these. */
const BOUND = ['@anthropic-ai/sdk', 'openai', 'dockerode', 'simple-git', 'drizzle-orm', 'better-sqlite3'];

interface Arrows {
  /** Keys of the table, this folder's own included. */
  readonly folders: readonly string[] | 'any';
  readonly packages: readonly string[] | 'any' | 'any but the bound';
  readonly builtins: readonly string[] | 'any';
}

const PURE = ['node:crypto'];
const DOMAIN = ['domain', 'domain/stats'];
const AGENTS = ['agents', 'agents/models'];

/** DESIGN.md, "Layout, and who may import whom". A file belongs to the longest key that its path begins with. */
const TABLE: Readonly<Record<string, Arrows>> = {
  domain: { folders: ['domain'], packages: ['zod', 'diff', 'parse-diff'], builtins: PURE },
  'domain/stats': { folders: DOMAIN, packages: [], builtins: [] },
  agents: { folders: ['agents', 'domain'], packages: [], builtins: PURE },
  'agents/models': {
    folders: ['agents/models', 'domain'],
    packages: ['@anthropic-ai/sdk', 'openai', 'p-queue', 'p-retry', 'zod'],
    builtins: 'any',
  },
  sandbox: {
    folders: ['sandbox', 'domain'],
    packages: ['dockerode', 'simple-git', 'tar-stream', 'p-queue'],
    builtins: 'any',
  },
  db: { folders: ['db', 'domain'], packages: ['drizzle-orm', 'better-sqlite3'], builtins: 'any' },
  pipeline: {
    folders: ['pipeline', 'pipeline/swebench/dataset', 'db', 'sandbox', ...AGENTS, ...DOMAIN],
    packages: ['gpt-tokenizer', 'p-queue', 'saxes', 'zod'],
    builtins: 'any',
  },
  'pipeline/swebench/dataset': {
    folders: ['pipeline/swebench/dataset', 'domain'],
    packages: ['@huggingface/hub', 'hyparquet', 'hyparquet-compressors', 'picomatch', 'yaml', 'zod'],
    builtins: 'any',
  },
  scripts: {
    folders: [
      'scripts',
      'scripts/setup',
      'pipeline',
      'pipeline/swebench/dataset',
      'db',
      'sandbox',
      ...AGENTS,
      ...DOMAIN,
    ],
    packages: 'any but the bound',
    builtins: 'any',
  },
  // The set-up loads the driver once, to see whether its native part works on this machine.
  'scripts/setup': { folders: ['scripts', 'scripts/setup'], packages: ['better-sqlite3'], builtins: 'any' },
  '.ci': { folders: [], packages: [], builtins: 'any' },
  tests: { folders: 'any', packages: 'any', builtins: 'any' },
};

/** Settings of tools at the top level, which import the tool they are for and nothing of ours. */
const TOP_LEVEL: Arrows = { folders: [], packages: ['vitest', 'drizzle-kit'], builtins: 'any' };

/** Imports whose target is computed: the set-up starts what was built, out of dist/. */
const MAY_COMPUTE = ['scripts/bootstrap.mjs'];

function forbidden(root: string): string[] {
  return sourceFiles(root)
    .flatMap((file) => importsOf(root, file))
    .flatMap((arrow) => {
      const fault = faultOf(arrow);
      return fault === null ? [] : [`${arrow.file} -> ${arrow.specifier ?? 'computed'}: ${fault}`];
    });
}

function faultOf({ file, specifier, target }: SourceImport): string | null {
  const key = keyOf(file);
  const arrows = key === '' ? TOP_LEVEL : TABLE[key];
  if (!arrows) return `${file} lies in no folder of the table`;
  if (specifier === null)
    return key === 'tests' || MAY_COMPUTE.includes(file) ? null : 'a target that is computed';
  if (target !== null) return allows(arrows.folders, keyOf(target)) ? null : `a file of "${keyOf(target)}"`;
  const builtin = builtinOf(specifier);
  if (builtin !== null) return allows(arrows.builtins, builtin) ? null : 'a built-in module';
  const name = packageOf(specifier);
  if (arrows.packages === 'any but the bound')
    return BOUND.includes(name) ? 'a package of another folder' : null;
  return allows(arrows.packages, name) ? null : 'a package that is not listed';
}

function allows(list: readonly string[] | 'any', name: string): boolean {
  return list === 'any' || list.includes(name);
}

/** The longest key that holds a path; '' for the top level; the first folder where no key does. */
function keyOf(path: string): string {
  const folders = path.split('/').slice(0, -1);
  for (let depth = folders.length; depth > 0; depth--) {
    const key = folders.slice(0, depth).join('/');
    if (key in TABLE) return key;
  }
  return folders[0] ?? '';
}

function builtinOf(specifier: string): string | null {
  if (specifier.startsWith('node:')) return specifier;
  return builtinModules.includes(packageOf(specifier)) ? `node:${specifier}` : null;
}

describe('the import arrows', () => {
  test('every import of every source file is an arrow of the table', () => {
    expect(sourceFiles(ROOT).length).toBeGreaterThan(50);
    expect(forbidden(ROOT)).toEqual([]);
  });

  test('every top-level folder with sources is one of the table', () => {
    const tops = new Set(
      sourceFiles(ROOT)
        .map((file) => file.split('/')[0])
        .filter((top) => !top?.endsWith('.ts')),
    );
    expect([...tops].filter((top) => top !== undefined && !(top in TABLE))).toEqual([]);
  });

  test.each([
    ['an arrow back', 'domain/a.ts', "import { x } from '../pipeline/x.ts';"],
    ['a type-only import', 'agents/a.ts', "import type { Store } from '../db/store.ts';"],
    ['a dynamic import', 'agents/a.ts', "export const x = () => import('../sandbox/x.ts');"],
    ['a dynamic import in backticks', 'db/a.ts', 'export const x = () => import(`../pipeline/x.ts`);'],
    ['a re-export', 'sandbox/a.ts', "export { x } from '../agents/x.ts';"],
    ['a re-export of everything', 'sandbox/a.ts', "export * from '../db/x.ts';"],
    ['a bare import', 'domain/a.ts', "import '../agents/x.ts';"],
    ['an imported type in place', 'domain/a.ts', "export type X = import('../db/store.ts').Store;"],
    ['require', 'agents/a.ts', "const x = require('../pipeline/x.ts');"],
    ['import = require', 'agents/a.ts', "import x = require('../pipeline/x.ts');"],
    ['createRequire', 'pipeline/a.ts', "const x = createRequire(import.meta.url)('dockerode');"],
    ['require.resolve', 'pipeline/a.ts', "const x = require.resolve('openai');"],
    ['import.meta.resolve', 'pipeline/a.ts', "const x = import.meta.resolve('openai');"],
    ['a computed target', 'pipeline/a.ts', 'export const x = (name: string) => import(name);'],
    ['pure agents and their models', 'agents/a.ts', "import { x } from './models/x.ts';"],
    ['models and the agents', 'agents/models/a.ts', "import { x } from '../selecting.ts';"],
    ['domain and its statistics', 'domain/a.ts', "import { x } from './stats/x.ts';"],
    ['a package of another folder', 'pipeline/a.ts', "import { eq } from 'drizzle-orm';"],
    ['a deep path into it', 'pipeline/a.ts', "import { x } from 'drizzle-orm/sqlite-core';"],
    [
      'a deep path into a scoped one',
      'scripts/a.ts',
      "import type { X } from '@anthropic-ai/sdk/resources';",
    ],
    [
      'a path into node_modules',
      'pipeline/a.ts',
      "import { x } from '../node_modules/dockerode/lib/docker.js';",
    ],
    ['a bound package in the commands', 'scripts/commands/a.ts', "import Docker from 'dockerode';"],
    ['a built-in module in a pure folder', 'domain/a.ts', "import { readFileSync } from 'node:fs';"],
    ['a built-in module without its prefix', 'agents/a.ts', "import { readFileSync } from 'fs';"],
    ['sources that import tests', 'scripts/a.ts', "import { x } from '../tests/x.ts';"],
    ['sources that import the built program', 'scripts/a.ts', "import { x } from '../dist/cli.js';"],
    ['a folder that is not listed', 'shared/a.ts', "import { z } from 'zod';"],
    ['a plain module', 'pipeline/a.mjs', "import Docker from 'dockerode';"],
  ])('control: %s is caught', (_, path, line) => {
    withTree({ [path]: `${line}\n` }, (root) => expect(forbidden(root)).toHaveLength(1));
  });

  test.each([
    ['domain/a.ts', "import { z } from 'zod';"],
    ['agents/models/a.ts', "import { x } from 'openai/resources';"],
    ['sandbox/docker/a.ts', "import { x } from '../../domain/x.ts';"],
    ['pipeline/swebench/a.ts', "import { x } from '../../db/store.ts';"],
    ['tests/unit/a.ts', "import Docker from 'dockerode';"],
  ])('control: %s may %s', (path, line) => {
    withTree({ [path]: `${line}\n` }, (root) => expect(forbidden(root)).toEqual([]));
  });
});
