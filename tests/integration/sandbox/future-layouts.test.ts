import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Placed } from '../../../sandbox/docker/check-beginning.ts';
import { withoutFuture } from '../../../sandbox/docker/history/without-future.ts';
import { docker } from '../../contract/sandbox-subject.ts';
import { bashIn, filesOfImage, imageOfFiles } from '../../support/future/image-of-files.ts';
import { git, type LeakSource, makeLeakSource } from '../../support/future/leak-source.ts';
import { makeTestbed } from '../../support/future/leaks.ts';
import { observeBytes, type Wanted } from '../../support/future/observe-history.ts';

describe.skipIf(docker === null)('history later than base, where a repository is laid out unusually', () => {
  let place: string;
  let source: LeakSource;
  let wanted: Wanted;
  const images: string[] = [];

  beforeAll(async () => {
    place = await mkdtemp(join(await realpath(tmpdir()), 'troop-test-layout-'));
    source = await makeLeakSource(join(place, 'source'));
    wanted = { secret: 'secret-of-a-layout', later: await source.later('secret-of-a-layout') };
  });

  afterAll(async () => {
    for (const name of images.toReversed()) await engine().getImage(name).remove();
    await rm(place, { recursive: true });
  });

  /** What an observer sees of the secret before and after; and the derived image. */
  async function derive(files: string, baseCommit: string, changes: readonly string[] = []) {
    const image = await imageOfFiles(engine(), files, changes);
    const placed: Placed = {
      instanceId: 'test__layout-1',
      baseCommit,
      image: { name: image, root: '/testbed', setup: '' },
    };
    const cache = join(place, 'cache');
    const signal = AbortSignal.timeout(60_000);
    const clean = await withoutFuture(image, placed, {
      docker: engine(),
      labels: {},
      cache,
      say: () => {},
      signal,
    });
    if (clean.startsWith('troop-clean:')) images.push(image, clean);
    else images.push(image);
    const look = async (name: string) => {
      const folder = await mkdtemp(join(place, 'seen-'));
      await filesOfImage(engine(), name, ['/testbed', '/opt'], folder);
      return observeBytes(folder, wanted);
    };
    return { clean, before: await look(image), after: await look(clean) };
  }

  it('a submodule keeps the history of the commit that base names', async () => {
    const files = await mkdtemp(join(place, 'submodule-'));
    const testbed = await makeTestbed(source, files);
    const part = await makeLeakSource(join(place, 'part'));
    await git(part.directory, 'branch', 'later', await part.later(wanted.secret));
    await git(testbed, 'submodule', '--quiet', 'add', part.directory, 'part');
    await git(join(testbed, 'part'), 'checkout', '--quiet', '--detach', part.base);
    await git(testbed, 'add', '--all');
    await git(testbed, 'commit', '--quiet', '--message=with a part');
    const base = await git(testbed, 'rev-parse', 'HEAD');
    const { clean, before, after } = await derive(files, base);
    expect(before.some((path) => path.startsWith('testbed/.git/modules/part/'))).toBe(true);
    expect(after).toEqual([]);
    const bash =
      'cd /testbed; git status --short; git submodule status; git -C part log --format=%s; git show --stat --format=%s HEAD:part 2>&1 | head -1';
    expect((await bashIn(clean, bash)).split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(new RegExp(`^.${part.base} part`)),
      'base',
      'old',
    ]);
  });

  it('the linked work tree of a repository elsewhere becomes a repository of its own', async () => {
    const files = await mkdtemp(join(place, 'linked-'));
    const main = join(files, 'opt', 'main');
    await mkdir(join(files, 'opt'), { recursive: true });
    await git(place, 'clone', '--quiet', source.directory, main);
    await git(main, 'fetch', '--quiet', source.directory, `${wanted.later}:refs/heads/later`);
    await git(main, 'worktree', 'add', '--quiet', '--detach', join(files, 'testbed'), source.base);
    for (const path of [
      join(files, 'testbed', '.git'),
      join(main, '.git', 'worktrees', 'testbed', 'gitdir'),
    ]) {
      await writeFile(path, (await readFile(path, 'utf8')).replace(files, ''));
    }
    const { clean, before, after } = await derive(files, source.base);
    expect(before).not.toEqual([]);
    expect(after).toEqual([]);
    expect(await bashIn(clean, 'cd /testbed && git status --short && git log --format=%s')).toBe(
      'base\nold\n',
    );
    expect(await bashIn(clean, 'ls -A /opt/main')).not.toContain('.git\n');
  });

  it('a store that a variable of the image lends is taken away', async () => {
    const files = await mkdtemp(join(place, 'lent-'));
    await makeTestbed(source, files);
    const store = join(files, 'opt', 'lent');
    await git(place, 'init', '--quiet', '--bare', '--template=', store);
    await git(store, 'fetch', '--quiet', source.directory, wanted.later);
    const lending = 'ENV GIT_ALTERNATE_OBJECT_DIRECTORIES=/opt/lent/objects';
    const { clean, before, after } = await derive(files, source.base, [lending]);
    expect(before).not.toEqual([]);
    expect(after).toEqual([]);
    const { Config } = await engine().getImage(clean).inspect();
    expect(Config.Env).toContain('GIT_ALTERNATE_OBJECT_DIRECTORIES=');
  });

  it('the harness’s commit on top of base stays, and what is staged and changed with it', async () => {
    const files = await mkdtemp(join(place, 'harness-'));
    const testbed = await makeTestbed(source, files);
    await writeFile(join(testbed, 'installed.txt'), 'by the harness\n');
    await git(testbed, 'add', '--all');
    await git(testbed, 'commit', '--quiet', '--message=SWE-bench');
    await git(testbed, 'fetch', '--quiet', source.directory, `${wanted.later}:refs/tags/v9`);
    await writeFile(join(testbed, 'staged.txt'), 'staged\n');
    await git(testbed, 'add', 'staged.txt');
    await writeFile(join(testbed, 'b.txt'), 'changed\n');
    await writeFile(join(testbed, 'new.txt'), 'new\n');
    const { clean, after } = await derive(files, source.base);
    expect(after).toEqual([]);
    const bash = 'cd /testbed; git status --short; git log --format=%s; git cat-file -p :staged.txt';
    expect(await bashIn(clean, bash)).toBe(
      ' M b.txt\nA  staged.txt\n?? new.txt\nSWE-bench\nbase\nold\nstaged\n',
    );
  });

  it('an image that shows nothing later is used as it is', async () => {
    const files = await mkdtemp(join(place, 'plain-'));
    const testbed = await makeTestbed(source, files);
    await git(testbed, 'tag', '--delete', 'v1');
    await git(testbed, 'gc', '--quiet', '--prune=now');
    const { clean } = await derive(files, source.base);
    expect(clean).toMatch(/^sha256:/);
  });
});

function engine() {
  return docker ?? expect.fail('no Docker engine');
}
