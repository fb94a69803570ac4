import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { UsageError } from '../../../../../domain/errors.ts';
import { findDataset } from '../../../../../pipeline/swebench/dataset/find-dataset.ts';
import { hubSettings } from '../../../../../pipeline/swebench/dataset/hub-settings.ts';
import { readDataset } from '../../../../../pipeline/swebench/dataset.ts';
import { FAKE_REPOSITORY, type FakeHub, fakeHub } from './fake-hub.ts';

const README = `---
configs:
- config_name: default
  data_files:
  - split: dev
    path: data/dev-*
  - split: test
    path: data/test-*
---
`;
const SHARD = await readFile(join(import.meta.dirname, 'shard-0.parquet'));
const OTHER = await readFile(join(import.meta.dirname, 'shard-1.parquet'));
const FILES = {
  'README.md': Buffer.from(README),
  'data/test-00000-of-00001.parquet': SHARD,
  'data/dev-00000-of-00001.parquet': OTHER,
};

interface Scene {
  readonly folder: string;
  readonly said: string[];
  find(
    name: string,
    options?: { split?: string; before?: string; env?: Record<string, string> },
  ): Promise<string>;
}

async function scene(hub: FakeHub | null): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'troop-hub-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const said: string[] = [];
  return {
    folder,
    said,
    find: (name, { split, before, env } = {}) => {
      // Nothing listens on port 1.
      const endpoint = hub?.url ?? 'http://127.0.0.1:1';
      const settings = hubSettings({ HF_ENDPOINT: `${endpoint}/`, HF_HOME: folder, ...env });
      return findDataset({ name, split, before: before ?? null }, settings, (line) => said.push(line));
    },
  };
}

const numbersOf = async (place: string) =>
  [...(await readDataset(place))].map(({ columns }) => columns?.seen);

describe('a data set of the hub', () => {
  test('is downloaded into the hub’s cache under its commit, and only the split that is wanted', async () => {
    const hub = await fakeHub(FILES);
    const { folder, find, said } = await scene(hub);
    const place = await find(FAKE_REPOSITORY);
    const snapshot = join(folder, 'hub', 'datasets--octo--rows', 'snapshots', hub.commit);
    expect(place).toBe(`${snapshot}#test`);
    expect(await numbersOf(place)).toEqual([1, 2]);
    expect(await readdir(join(snapshot, 'data'))).toEqual(['test-00000-of-00001.parquet']);
    expect(await readFile(join(folder, 'hub', 'datasets--octo--rows', 'refs', 'main'), 'utf8')).toBe(
      hub.commit,
    );
    expect(said).toEqual([
      'downloading octo/rows README.md',
      'downloading octo/rows data/test-00000-of-00001.parquet',
    ]);
  });

  test('is not downloaded again while its commit is the newest; a newer one is', async () => {
    const hub = await fakeHub(FILES);
    const { find } = await scene(hub);
    const first = await find(FAKE_REPOSITORY);
    const downloads = () => hub.asked.filter((path) => path.includes('/resolve/')).length;
    const before = downloads();
    expect(await find(FAKE_REPOSITORY)).toBe(first);
    expect(downloads()).toBe(before);
    hub.commit = 'd'.repeat(40);
    hub.files = { ...FILES, 'data/test-00000-of-00001.parquet': OTHER };
    const second = await find(FAKE_REPOSITORY);
    expect(await numbersOf(second)).toEqual([3, 4]);
    expect(await numbersOf(first)).toEqual([1, 2]);
  });

  test('that a run has stored stays at its commit, and nothing is asked', async () => {
    const hub = await fakeHub(FILES);
    const { find } = await scene(hub);
    const before = await find(FAKE_REPOSITORY);
    hub.commit = 'd'.repeat(40);
    const asked = hub.asked.length;
    expect(await find(FAKE_REPOSITORY, { before })).toBe(before);
    expect(hub.asked).toHaveLength(asked);
    expect(await find(FAKE_REPOSITORY, { before, split: 'dev' })).not.toBe(before);
  });

  test('comes from the cache where the hub does not answer, or where HF_HUB_OFFLINE is set', async () => {
    const hub = await fakeHub(FILES);
    const { find, said } = await scene(hub);
    const place = await find(FAKE_REPOSITORY);
    const asked = hub.asked.length;
    expect(await find(FAKE_REPOSITORY, { env: { HF_HUB_OFFLINE: '1' } })).toBe(place);
    expect(hub.asked).toHaveLength(asked);
    await hub.close();
    expect(await find(FAKE_REPOSITORY)).toBe(place);
    expect(said.at(-1)).toMatch(/does not answer: .*; the copy in the cache is used: /);
  });

  test('without network and without a copy is refused with the remedy', async () => {
    const { find, folder } = await scene(null);
    for (const name of ['verified', 'Lite', FAKE_REPOSITORY]) {
      await expect(find(name)).rejects.toThrow(UsageError);
      await expect(find(name)).rejects.toThrow(
        /does not answer: .*; give --dataset a file, or a folder that is a copy of the data set/,
      );
    }
    await expect(find('verified')).rejects.toThrow(/SWE-bench\/SWE-bench_Verified/);
    await expect(find('verified', { env: { HF_HUB_OFFLINE: 'true' } })).rejects.toThrow(
      `SWE-bench/SWE-bench_Verified is not in the cache ${join(folder, 'hub')}, and HF_HUB_OFFLINE is set; give --dataset a file`,
    );
  });

  test('that needs a token says so, and is read with HF_TOKEN', async () => {
    const hub = await fakeHub(FILES);
    hub.token = 'hf_abc';
    const { find } = await scene(hub);
    await expect(find(FAKE_REPOSITORY)).rejects.toThrow(
      /has none of that name, or it needs HF_TOKEN \(status 401\)/,
    );
    expect(await numbersOf(await find(FAKE_REPOSITORY, { env: { HF_TOKEN: 'hf_abc' } }))).toEqual([1, 2]);
  });

  test('that does not exist, or lacks the split, says so', async () => {
    const { find } = await scene(await fakeHub(FILES));
    await expect(find('octo/none')).rejects.toThrow(/has none of that name/);
    await expect(find(FAKE_REPOSITORY, { split: 'train' })).rejects.toThrow(
      /no split train in .*: there are dev, test/,
    );
  });

  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, -10)],
    ['with another byte', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, -1), Buffer.of(7)])],
  ])('whose file comes %s is not kept, and nothing half lies in the cache', async (_, harm) => {
    const hub = await fakeHub(FILES);
    const { find, folder } = await scene(hub);
    hub.harm = harm;
    await expect(find(FAKE_REPOSITORY)).rejects.toThrow(/came damaged: \d+ of \d+ bytes/);
    expect(
      (await readdir(folder, { recursive: true })).filter((path) => /parquet|incomplete/.test(path)),
    ).toEqual([]);
    hub.harm = (bytes) => bytes;
    expect(await numbersOf(await find(FAKE_REPOSITORY))).toEqual([1, 2]);
  });
});

describe('what exists on this machine comes before a name', () => {
  test('a file, a folder with its split, and a repository’s folder in the hub’s cache', async () => {
    const { folder, find } = await scene(null);
    await writeFile(join(folder, 'rows.parquet'), SHARD);
    expect(await find(join(folder, 'rows.parquet'))).toBe(join(folder, 'rows.parquet'));
    await mkdir(join(folder, 'copy', 'data'), { recursive: true });
    await writeFile(join(folder, 'copy', 'data', 'dev.parquet'), SHARD);
    expect(await find(join(folder, 'copy'), { split: 'dev' })).toBe(`${join(folder, 'copy')}#dev`);
    const cached = join(folder, 'hub', 'datasets--octo--rows');
    await mkdir(join(cached, 'snapshots', 'abc'), { recursive: true });
    await mkdir(join(cached, 'refs'));
    await writeFile(join(cached, 'refs', 'main'), 'abc\n');
    await writeFile(join(cached, 'snapshots', 'abc', 'test.parquet'), SHARD);
    expect(await find(cached)).toBe(`${join(cached, 'snapshots', 'abc')}#test`);
  });

  test('a split of one file, an unknown word, and a mistyped path are refused', async () => {
    const { folder, find } = await scene(null);
    await writeFile(join(folder, 'rows.parquet'), SHARD);
    await expect(find(join(folder, 'rows.parquet'), { split: 'test' })).rejects.toThrow(
      /is one file and has no splits/,
    );
    const names =
      'no such file or folder, nor a name: full, verified, lite, multilingual, multimodal or owner/name';
    for (const name of ['verifed', 'data/rows.jsonl', '../x', join(folder, 'none')])
      await expect(find(name)).rejects.toThrow(`--dataset ${name}: ${names}`);
  });
});

test('the hub’s cache lies where its own library has it', () => {
  const at = (environment: Record<string, string>) => hubSettings({ HOME: '/h', ...environment }).cache;
  expect(at({})).toBe('/h/.cache/huggingface/hub');
  expect(at({ XDG_CACHE_HOME: '/x' })).toBe('/x/huggingface/hub');
  expect(at({ HF_HOME: '/y', XDG_CACHE_HOME: '/x' })).toBe('/y/hub');
  expect(at({ HF_HUB_CACHE: '/z', HF_HOME: '/y' })).toBe('/z');
});
