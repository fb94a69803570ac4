import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findSwebench } from '../../../../scripts/grade/find-swebench.ts';
import { OFFICIAL_VERSION } from '../../../../scripts/official/official-python.ts';

/** A machine whose Pythons are shell scripts that tell a version, or that they have none. */
function machine(pythons: { readonly onPath?: string; readonly cached?: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'troop-find-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const place = (path: string, version: string) => {
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, `#!/bin/sh\n${version === '' ? 'exit 1' : `echo ${version}`}\n`);
    chmodSync(path, 0o755);
    return path;
  };
  const cache = join(folder, 'cache');
  const cachedPath = join(cache, 'official', `swebench-${OFFICIAL_VERSION}`, 'bin', 'python');
  return {
    cache,
    onPath: place(join(folder, 'bin', 'python3'), pythons.onPath ?? ''),
    cached: pythons.cached === undefined ? null : place(cachedPath, pythons.cached),
    environment: { PATH: join(folder, 'bin'), TROOP_CACHE: cache },
  };
}

test('the package that agree installed is found where the PATH has none', async () => {
  const { environment, cached } = machine({ cached: OFFICIAL_VERSION });
  expect(await findSwebench(undefined, environment)).toEqual({ python: cached, version: OFFICIAL_VERSION });
});

test('a Python on the PATH that has the package comes first', async () => {
  const { environment, onPath } = machine({ onPath: '5.0.1', cached: OFFICIAL_VERSION });
  expect(await findSwebench(undefined, environment)).toEqual({ python: onPath, version: '5.0.1' });
});

test.each([undefined, '', '4.0.0'])(
  'a cache with %j is none, and to look for it makes nothing',
  async (cached) => {
    const { environment, cache } = machine(cached === undefined ? {} : { cached });
    await expect(findSwebench(undefined, environment)).rejects.toThrow(
      `pip install swebench==${OFFICIAL_VERSION}`,
    );
    expect(existsSync(cache)).toBe(cached !== undefined);
  },
);
