import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dockerOrSkip } from '../support/docker.ts';
import { imageOfFiles } from '../support/future/image-of-files.ts';
import { type LeakSource, makeLeakSource } from '../support/future/leak-source.ts';
import { LEAKS, makeTestbed } from '../support/future/leaks.ts';
import { troop } from '../support/run-main.ts';

const docker = await dockerOrSkip();

describe.skipIf(docker === null)('troop images', () => {
  let place: string;
  let source: LeakSource;
  let image: string;
  let dataset: string;

  beforeAll(async () => {
    place = await mkdtemp(join(await realpath(tmpdir()), 'troop-test-images-'));
    source = await makeLeakSource(join(place, 'source'));
    const files = join(place, 'files');
    const testbed = await makeTestbed(source, files);
    const secret = `secret of ${place}`.replaceAll(/\W/g, '');
    await LEAKS.branch?.({ source, files, testbed, secret, later: await source.later(secret) });
    image = await imageOfFiles(engine(), files);
    dataset = join(place, 'rows.jsonl');
    const rows = [
      { instance_id: 'test__here-1', image },
      { instance_id: 'test__nowhere-1', image: 'troop-none:1' },
      { instance_id: 'test__recipe-1', image: 'troop-none:2', dockerfile: `FROM ${image}\nRUN true` },
      { instance_id: 'test__official-1' },
    ];
    const common = { repo: 'o/r', base_commit: source.base, problem_statement: 'text' };
    await writeFile(dataset, rows.map((row) => `${JSON.stringify({ ...common, ...row })}\n`).join(''));
  });

  afterAll(async () => {
    await troopImages('prune');
    await engine().getImage(image).remove();
    await rm(place, { recursive: true });
  });

  const troopImages = (action: string, ...more: string[]) =>
    troop(['images', action, '--dataset', dataset, ...more], { TROOP_CACHE: join(place, 'cache') });

  it('list says what is here, and where the others would come from', async () => {
    const { status, stdout } = await troopImages('list', '--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      { instance: 'test__here-1', name: image, sizeBytes: expect.any(Number), how: 'present', problem: null },
      { instance: 'test__nowhere-1', name: 'troop-none:1', sizeBytes: null, how: 'nowhere', problem: null },
      { instance: 'test__recipe-1', name: 'troop-none:2', sizeBytes: null, how: 'dockerfile', problem: null },
      {
        instance: 'test__official-1',
        name: 'swebench/sweb.eval.x86_64.test_1776_official-1:latest',
        sizeBytes: null,
        how: 'pull',
        problem: null,
      },
    ]);
    const table = await troopImages('list', '--instances', 'test__here-1');
    expect(table.stdout).toMatch(/test__here-1.*here/);
    expect(table.stdout).toContain('1 of 1 here');
  });

  it('build makes ready what can be made, says what cannot, and prune takes away what was made', async () => {
    const built = await troopImages('build', '--pull', 'never', '--json');
    expect(built.status).toBe(2);
    expect(built.stderr).toMatch(/test__here-1: .* holds more than .* reaches; making troop-clean:/);
    expect(built.stderr).toContain('Pulling is off (--pull never)');
    const lines: { instance: string; name: string; problem: string | null }[] = JSON.parse(built.stdout);
    expect(lines.map(({ problem }) => problem === null)).toEqual([true, false, true, false]);
    expect(lines[2]?.name).toMatch(/^troop-built\/test-recipe-1:/);

    const pruned = await troopImages('prune', '--json');
    const names: { name: string; removed: boolean }[] = JSON.parse(pruned.stdout).images;
    expect(names.map(({ name, removed }) => `${name.split(':')[0]} ${removed}`).toSorted()).toEqual([
      'troop-built/test-recipe-1 true',
      'troop-clean true',
      'troop-clean true',
    ]);
    expect(await engine().getImage(image).inspect()).toBeDefined();
    expect((await troopImages('prune')).stdout).toBe('0 images and 0 copies of repositories removed\n');
  });

  it('pull says which images no registry has', async () => {
    const { status, stderr, stdout } = await troopImages(
      'pull',
      '--instances',
      'test__here-1,test__nowhere-1',
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/test__here-1 {2}present/);
    expect(stdout).toMatch(/test__nowhere-1.*no registry has it: troop images build makes it/);
  });

  it.each([
    [['pull'], 'troop images pull needs --dataset PLACE'],
    [['prune'], 'say whose images: --dataset PLACE, or --all'],
  ])('%j without a data set is refused', async (argv, message) => {
    const { status, stderr } = await troop(['images', ...argv]);
    expect([status, stderr]).toEqual([1, expect.stringContaining(message)]);
  });
});

function engine() {
  return docker ?? expect.fail('no Docker engine');
}
