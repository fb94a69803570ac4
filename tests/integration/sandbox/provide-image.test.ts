import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Placed } from '../../../sandbox/docker/check-beginning.ts';
import { hasImage } from '../../../sandbox/docker/images/has-image.ts';
import { createImageProvider } from '../../../sandbox/docker/images/image-provider.ts';
import type { ImageRecipe } from '../../../sandbox/docker/images/image-recipe.ts';
import { ownImages, removeOwnImage } from '../../../sandbox/docker/images/own-images.ts';
import { type Providing, provideImage } from '../../../sandbox/docker/images/provide-image.ts';
import { pullImage } from '../../../sandbox/docker/images/pull-image.ts';
import { bootId, docker } from '../../contract/sandbox-subject.ts';
import { testImage } from '../../support/docker.ts';
import { type FakeRegistry, fakeRegistry } from '../../support/fake-registry.ts';
import { bashIn } from '../../support/future/image-of-files.ts';

const BASE = 'b'.repeat(40);

describe.skipIf(docker === null)('an instance’s image', () => {
  let registry: FakeRegistry;
  let folder: string;
  let said: string[];

  beforeAll(async () => {
    registry = await fakeRegistry();
    folder = await mkdtemp(join(tmpdir(), 'troop-test-provide-'));
  });
  beforeEach(() => {
    said = [];
    registry.requests.length = 0;
    registry.failNext(0, 500);
  });
  afterEach(async () => {
    const listed = await engine().listImages();
    const ours = listed.flatMap(({ RepoTags }) => RepoTags ?? []);
    const made = ours.filter(
      (name) => name.startsWith(registry.address) || name.startsWith('troop-built/test-provide-'),
    );
    for (const name of made) await engine().getImage(name).remove();
  });
  afterAll(async () => {
    await registry.close();
    await rm(folder, { recursive: true });
  });

  const placedAt = (name: string): Placed => ({
    instanceId: 'test__provide-1',
    baseCommit: BASE,
    image: { name, root: '/testbed', setup: '' },
  });

  const provide = (name: string, options: Partial<Providing> = {}) =>
    provideImage(placedAt(name), {
      docker: engine(),
      pull: 'missing',
      recipeOf: async () => null,
      loginFor: async () => null,
      say: (line) => said.push(line),
      signal: AbortSignal.timeout(60_000),
      ...options,
    });

  it('that its row does not name is an error that says what to add', async () => {
    await expect(provide('')).rejects.toThrow(
      'test__provide-1: its row names no image and has no recipe (columns image, dockerfile, image_recipe): add one, or use --sandbox process',
    );
  });

  it.each(['/', '../containers', 'a//b', 'http://a/b'])(
    'named %j is none that an engine has',
    async (name) => {
      expect(await hasImage(engine(), name)).toBe(false);
    },
  );

  it('is pulled where it is missing, and not asked for where it is present', async () => {
    const name = `${registry.address}/swebench/sweb.eval.x86_64.o_1776_r-1:latest`;
    expect(await provide(name)).toBe(name);
    expect(await hasImage(engine(), name)).toBe(true);
    expect(said).toContain(`pulling ${name}: done`);
    const asked = registry.requests.length;
    expect(asked).toBeGreaterThan(0);
    expect(await provide(name)).toBe(name);
    expect(registry.requests.length).toBe(asked);
  });

  it('is asked for again with --pull always, and never with --pull never', async () => {
    const name = `${registry.address}/again:1`;
    await expect(provide(name, { pull: 'never' })).rejects.toThrow('Pulling is off (--pull never)');
    expect(registry.requests).toEqual([]);
    await provide(name, { pull: 'always' });
    const asked = registry.requests.length;
    await provide(name, { pull: 'always' });
    expect(registry.requests.length).toBeGreaterThan(asked);
  });

  it('is pulled once for all who wait for it', async () => {
    const count = async (name: string, callers: number) => {
      registry.requests.length = 0;
      const owner = { bootId: await bootId(), pid: process.pid };
      const around = {
        docker: engine(),
        ownership: { run: 'x', owner, engineId: 'x' },
        cache: folder,
        environment: {},
      };
      const images = createImageProvider(around, {});
      const signal = AbortSignal.timeout(60_000);
      // No shell is in it, so looking into it fails; by then it has been pulled.
      await Promise.allSettled(Array.from({ length: callers }, () => images.ready(placedAt(name), signal)));
      expect(await hasImage(engine(), name)).toBe(true);
      // By tag: whether the engine then asks by digest too depends on what it has of that content already.
      return registry.requests.filter((request) => request.endsWith('/manifests/1')).length;
    };
    expect(await count(`${registry.address}/three:1`, 3)).toBe(await count(`${registry.address}/one:1`, 1));
  });

  it('is tried again where the registry stumbles', async () => {
    const name = `${registry.address}/stumbling:1`;
    // The engine itself asks a second time in another way.
    registry.failNext(2, 503);
    await pull(name);
    expect(said.some((line) => line.includes('trying again'))).toBe(true);
    expect(await hasImage(engine(), name)).toBe(true);
  });

  it('a registry that does not have it is asked once, and the error says what helps', async () => {
    const name = `${registry.address}/missing:1`;
    await expect(provide(name)).rejects.toMatchObject({
      name: 'MachineryError',
      transient: false,
      message: expect.stringMatching(
        new RegExp(`cannot pull image ${name}: .*(unknown|not found).*docker login`),
      ),
    });
    expect(said.filter((line) => line.includes('trying again'))).toEqual([]);
  });

  it('a registry that does not answer is given up after the time limit', async () => {
    registry.failNext(50, 'hang');
    const startedAt = performance.now();
    await expect(pull(`${registry.address}/hanging:1`)).rejects.toMatchObject({
      transient: true,
      message: expect.stringMatching(/not there within 1 s; is the network there\? try by hand: docker pull/),
    });
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });

  it('is built from the row’s dockerfile where no registry has it, and found again', async () => {
    await writeFile(join(folder, 'file.txt'), 'from the context\n');
    const text = [
      `FROM ${await testImage()}`,
      'ARG BASE_COMMIT',
      'ARG REPOSITORY_ROOT',
      'COPY file.txt /file.txt',
      'RUN echo $BASE_COMMIT $REPOSITORY_ROOT >/arguments.txt',
    ].join('\n');
    const recipe: ImageRecipe = { kind: 'dockerfile', text, context: folder };
    const name = `${registry.address}/missing:2`;
    const built = await provide(name, { recipeOf: async () => recipe });
    expect(built).toMatch(/^troop-built\/test-provide-1:[0-9a-f]{16}$/);
    expect(await bashIn(built, 'cat /file.txt /arguments.txt')).toBe(`from the context\n${BASE} /testbed\n`);
    registry.requests.length = 0;
    expect(await provide(name, { recipeOf: async () => recipe })).toBe(built);
    expect(registry.requests).toEqual([]);
    // Another context is another image.
    await writeFile(join(folder, 'file.txt'), 'changed\n');
    expect(await provide(name, { recipeOf: async () => recipe })).not.toBe(built);
  });

  it('a dockerfile that fails is machinery with its last lines', async () => {
    const text = `FROM ${await testImage()}\nRUN echo what went wrong; exit 3`;
    const recipe: ImageRecipe = { kind: 'dockerfile', text, context: null };
    await expect(provide('troop-none:1', { recipeOf: async () => recipe })).rejects.toMatchObject({
      name: 'MachineryError',
      transient: false,
      message: expect.stringMatching(/non-zero code: 3[\s\S]*what went wrong/),
    });
  });

  it('a recipe of package registries builds under the row’s own name only where that is ours', async () => {
    const names: string[] = [];
    const build = async (imageName: string) => void names.push(imageName);
    const recipeOf = async () => ({ kind: 'registries', text: '{}', build }) as const;
    await provide('troop-none/own:1', { recipeOf });
    await provide('somebody/else:1', { recipeOf, pull: 'never' });
    expect(names).toEqual(['troop-none/own:1', expect.stringMatching(/^troop-built\/test-provide-1:/)]);
  });

  it('what was built is listed as ours, what somebody builds on it is not, and only ours is removed', async () => {
    const recipe = {
      kind: 'dockerfile',
      text: `FROM ${await testImage()}\nRUN true`,
      context: null,
    } as const;
    const built = await provide('troop-none:2', { recipeOf: async () => recipe });
    const theirs = `${registry.address}/theirs:1`;
    const container = await engine().createContainer({ Image: built, Cmd: ['true'] });
    await container.commit({ repo: theirs.slice(0, -2), tag: '1' });
    await container.remove();
    const own = await ownImages(engine());
    const names = own.flatMap((image) => image.names);
    expect(names).toContain(built);
    expect(names).not.toContain(theirs);
    const mine = own.find((image) => image.names.includes(built)) ?? expect.fail('not listed');
    expect(mine).toMatchObject({ kind: 'built', from: 'troop-none:2', instanceId: 'test__provide-1' });
    expect(await removeOwnImage(engine(), mine)).toBe(true);
    expect([await hasImage(engine(), built), await hasImage(engine(), theirs)]).toEqual([false, true]);
  });

  function pull(name: string): Promise<void> {
    const patience = { silenceMs: 5_000, tryMs: 1_000, tries: 2, pauseMs: 10 };
    const say = (line: string) => void said.push(line);
    return pullImage(name, {
      docker: engine(),
      say,
      signal: AbortSignal.timeout(30_000),
      login: null,
      patience,
    });
  }
});

function engine() {
  return docker ?? expect.fail('no Docker engine');
}
