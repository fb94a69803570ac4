import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dependenciesInstalled } from '../../../../scripts/setup/dependencies.mjs';

const LOCKED = {
  '': { version: '0.1.0' },
  'node_modules/zod': { version: '4.6.7', integrity: 'sha512-a' },
  'node_modules/@esbuild/other-os': { version: '1.0.0', integrity: 'sha512-b', optional: true },
};

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'troop-dependencies-'));
  write('package-lock.json', LOCKED);
});

afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, packages: Record<string, unknown>): void {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(join(root, path), JSON.stringify({ packages }));
}

function installed(packages: Record<string, unknown>): Promise<boolean> {
  write('node_modules/.package-lock.json', packages);
  return dependenciesInstalled(root);
}

test('an installation that broke off does not count, because npm left no record', async () => {
  expect(await dependenciesInstalled(root)).toBe(false);
});

test('the locked packages count, without the binaries of other systems and with packages beside them', async () => {
  expect(
    await installed({
      'node_modules/zod': LOCKED['node_modules/zod'],
      'node_modules/left-over': { version: '1.0.0' },
    }),
  ).toBe(true);
});

test.each([
  ['a missing package', {}],
  ['another version', { 'node_modules/zod': { version: '4.6.6', integrity: 'sha512-a' } }],
  [
    'other content under the same version',
    { 'node_modules/zod': { version: '4.6.7', integrity: 'sha512-c' } },
  ],
  [
    'another version of an optional package',
    {
      'node_modules/zod': LOCKED['node_modules/zod'],
      'node_modules/@esbuild/other-os': { version: '0.9.0' },
    },
  ],
])('%s calls for an installation', async (_, packages) => {
  expect(await installed(packages)).toBe(false);
});

test('a checkout without a lock file says so', async () => {
  rmSync(join(root, 'package-lock.json'));
  await expect(dependenciesInstalled(root)).rejects.toThrow('package-lock.json is missing');
});
