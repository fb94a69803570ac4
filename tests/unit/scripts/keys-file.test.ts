import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { environmentOfModels } from '../../../scripts/keys-file.ts';

const environment = { PATH: process.env.PATH, OPENAI_API_KEY: 'of the environment' };

function keysFile(mode = 0o600) {
  const folder = mkdtempSync(join(tmpdir(), 'troop-keys-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const keys = join(folder, 'keys.env');
  writeFileSync(keys, '# mine\nexport OPENAI_API_KEY="of the file"\nROUTER_KEY=r\n', { mode });
  const warnings: string[] = [];
  return { folder, keys, warnings, warn: (message: string) => warnings.push(message) };
}

it('the keys of a file come before those of the environment', async () => {
  const { keys, warnings, warn } = keysFile();
  const expected = { OPENAI_API_KEY: 'of the file', ROUTER_KEY: 'r' };
  expect(await environmentOfModels(environment, { keys, warn })).toMatchObject(expected);
  const named = { ...environment, TROOP_KEYS: keys };
  expect(await environmentOfModels(named, { keys: undefined, warn })).toMatchObject(expected);
  expect(warnings).toEqual([]);
});

it.each([0o640, 0o604])('a file that others can read (%o) is warned of', async (mode) => {
  const { keys, warnings, warn } = keysFile(mode);
  await environmentOfModels(environment, { keys, warn });
  expect(warnings.join()).toContain('chmod 600');
});

it('a file in the repository that is worked on is refused, one beside it is not', async () => {
  const { folder, keys, warn } = keysFile();
  mkdirSync(join(folder, 'beside'));
  const beside = environmentOfModels(environment, { keys, repository: join(folder, 'beside'), warn });
  expect(await beside).toHaveProperty('ROUTER_KEY');
  await expect(environmentOfModels(environment, { keys, repository: folder, warn })).rejects.toThrow(
    'lies in the repository',
  );
});

it('a file that git tracks is refused, one that it does not is taken', async () => {
  const { folder, keys, warn } = keysFile();
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  expect(await environmentOfModels(environment, { keys, warn })).toHaveProperty('ROUTER_KEY');
  execFileSync('git', ['add', 'keys.env'], { cwd: folder });
  await expect(environmentOfModels(environment, { keys, warn })).rejects.toThrow('tracked by git');
});

it('a file that is not there is named', async () => {
  const { folder, warn } = keysFile();
  const keys = join(folder, 'none');
  await expect(environmentOfModels(environment, { keys, warn })).rejects.toThrow(`${keys} cannot be read`);
});

it('a file without any key is told, and the environment stands', async () => {
  const { keys, warnings, warn } = keysFile();
  writeFileSync(keys, 'sk-naked-key\n# OPENAI_API_KEY=later\n');
  expect(await environmentOfModels(environment, { keys, warn })).toEqual(environment);
  expect(warnings).toEqual([expect.stringContaining(`${keys} holds no line such as OPENAI_API_KEY=...`)]);
});
