import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cell } from '../../../domain/execution.ts';
import type { SandboxEngine } from '../../../domain/sandbox.ts';
import { createDockerEngine } from '../../../sandbox/docker/create-docker-engine.ts';
import { inspectHistory, type Leak } from '../../../sandbox/docker/history/inspect-history.ts';
import { withoutFuture } from '../../../sandbox/docker/history/without-future.ts';
import { bootId, docker, LIMITS } from '../../contract/sandbox-subject.ts';
import { bashIn, filesOfImage, imageOfFiles } from '../../support/future/image-of-files.ts';
import { git, makeLeakSource } from '../../support/future/leak-source.ts';
import { bundleOf, makeTestbed, packOf } from '../../support/future/leaks.ts';
import {
  FOLDERS,
  KINDS,
  type LeakyImage,
  makeLeakyImage,
  type Seen,
} from '../../support/future/leaky-image.ts';
import { observeBytes, observeObjects } from '../../support/future/observe-history.ts';
import { WEAK_CLEAN } from '../../support/future/weak-clean.ts';

describe.skipIf(docker === null)('history later than base, in an image that shows it in every way', () => {
  let leaky: LeakyImage;
  let clean: string;
  let before: Seen;
  let after: Seen;
  let engine: SandboxEngine;

  beforeAll(async () => {
    leaky = await makeLeakyImage(engineOfTests());
    const { name } = leaky;
    clean = await withoutFuture(name, leaky.placed, leaky.cleaning());
    [before, after] = [await leaky.look(name), await leaky.look(clean)];
    const environment = { ...process.env, TROOP_CACHE: join(leaky.place, 'cache') };
    const owner = { bootId: await bootId(), pid: process.pid };
    engine = createDockerEngine({
      run: 'future',
      owner,
      concurrency: 1,
      environment,
      docker: engineOfTests(),
    });
  }, 180_000);

  afterAll(async () => {
    await engine.close();
    await engineOfTests().getImage(clean).remove();
    await leaky.close();
  });

  describe.each(KINDS)('%s', (kind) => {
    it('is left out of the derived image', () => expect(after.get(kind)).toEqual([]));

    it('control: is seen in the image itself', () => expect(before.get(kind)).not.toEqual([]));
  });

  it('each kind is named by the look into the image', async () => {
    const leaks = await inspectHistory(leaky.name, leaky.placed, leaky.cleaning());
    expect(KINDS.filter((kind) => !leaky.isNamed(kind, leaks, before))).toEqual([]);
  });

  it('all objects of the derived image are reached by base', async () => {
    const folder = join(leaky.place, 'objects');
    await filesOfImage(engineOfTests(), clean, FOLDERS, folder);
    expect(await observeObjects(join(folder, 'testbed'), [leaky.source.base])).toEqual([]);
    // Control: the same look at the image itself.
    await filesOfImage(engineOfTests(), leaky.name, FOLDERS, join(leaky.place, 'uncleaned'));
    expect(
      (await observeObjects(join(leaky.place, 'uncleaned', 'testbed'), [leaky.source.base])).length,
    ).toBeGreaterThan(20);
  });

  it('control: each leak that a weak cleaner leaves is caught, and the instance fails', async () => {
    const cleanScript = WEAK_CLEAN;
    const weak = { ...leaky.cleaning(), cleanScript };
    const failure = await withoutFuture(leaky.name, leaky.placed, weak).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'MachineryError', transient: false });
    expect(String(failure)).toContain(
      `test__future-1: image ${leaky.name} still shows history later than base commit`,
    );
    expect(String(failure)).toMatch(/refs\/(stash|notes|replace)\S* \([0-9a-f]{12} "/);

    const tag = `weak-${process.pid}`;
    const container = await engineOfTests().createContainer({
      Image: leaky.name,
      User: '0',
      Entrypoint: ['/bin/sh', '-c', WEAK_CLEAN, 'x', '/testbed', leaky.source.base],
      Cmd: [],
    });
    await container.start();
    await container.wait();
    await container.commit({ repo: 'troop-test-future', tag });
    await container.remove();
    const left = await leaky.look(`troop-test-future:${tag}`);
    const leaks = await inspectHistory(`troop-test-future:${tag}`, leaky.placed, leaky.cleaning());
    await engineOfTests().getImage(`troop-test-future:${tag}`).remove();
    const kindsLeft = KINDS.filter((kind) => left.get(kind)?.length);
    expect(kindsLeft.length).toBeGreaterThan(10);
    expect(kindsLeft.length).toBeLessThan(KINDS.length);
    expect(kindsLeft.filter((kind) => !leaky.isNamed(kind, leaks, left))).toEqual([]);
  });

  it('what git says of the tree stays: status, history, blame, tags of ancestors', async () => {
    const questions = [
      'status',
      'log --format=%H',
      'blame -s a.txt',
      'describe --tags',
      'tag --list v1',
      'branch',
    ];
    const bash = `cd /testbed; ${questions.map((question) => `git ${question}`).join('; ')}`;
    const ask = (question: string) => git(leaky.pristine, ...question.split(' '));
    const then = await Promise.all(questions.map(ask));
    const now = await bashIn(clean, bash);
    expect(now).toBe(`${then.join('\n')}\n`);
    expect(now).toContain('working tree clean');
    expect(now).toContain('v1-1-g');
  });

  it('what the image says of itself stays: its user, command and variables', async () => {
    const { Config } = await engineOfTests().getImage(clean).inspect();
    expect(Config).toMatchObject({
      User: '1000:1000',
      Cmd: ['sleep', '7'],
      Env: expect.arrayContaining(['KEPT=yes']),
    });
  });

  it('cells run in the derived image, where files can be put back and patches applied', async () => {
    const ids = [...leaky.wanted.values()].map(({ later }) => later).join(' ');
    const bash = [
      `for id in ${ids}; do git cat-file -e $id 2>/dev/null && echo "sees $id"; done`,
      `echo changed >a.txt; git checkout ${leaky.source.base} a.txt 2>&1; git checkout ${leaky.source.old} -- b.txt; cat a.txt`,
    ].join('\n');
    const patch = '--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n a\n 1\n-two\n+TWO\n';
    const [plain, patched] = await engine.execute([cell(bash, null), cell('cat a.txt', patch)], soon());
    expect(plain).toMatchObject({
      outcome: 'pass',
      output: expect.stringMatching(/^Updated 1 path.*\na\n1\ntwo\n$/),
    });
    expect(patched?.output).toBe('a\n1\nTWO\n');
  });

  it('the repository is read from the derived image, and its copy holds nothing later', async () => {
    const issue = {
      ...leaky.placed,
      repository: 'o/r',
      text: 'x',
      language: 'python',
      runCommand: '{script}',
    };
    const repository = await engine.openRepository(issue, soon());
    expect((await repository.list()).map(({ path }) => path)).toEqual(['a.txt', 'b.txt', 'c.txt', 'd.txt']);
    for (const one of leaky.wanted.values()) {
      expect(await observeBytes(join(leaky.place, 'cache', 'repositories'), one)).toEqual([]);
    }
  });

  it('the derived image is made once, and looked for without a container', async () => {
    const said: string[] = [];
    const again = await withoutFuture(leaky.name, leaky.placed, {
      ...leaky.cleaning(),
      say: (line) => said.push(line),
    });
    expect([again, said]).toEqual([clean, []]);
    const asIs = { ...leaky.placed, image: { ...leaky.placed.image, name: clean } };
    const { Id } = await engineOfTests().getImage(clean).inspect();
    expect(await withoutFuture(clean, asIs, leaky.cleaning())).toBe(Id);
    expect(await readFile(join(leaky.place, 'cache', 'seen', await onlySeen()), 'utf8')).toBe(`${clean}\n`);
  });

  it('packs and bundles of other projects stay, and those that base itself tracks', async () => {
    const files = join(leaky.place, 'fixtures');
    const other = await makeLeakSource(join(leaky.place, 'other'), 'other');
    const testbed = await makeTestbed(leaky.source, files);
    // Of this project, and later than its old commit; base holds the file, so code may read it.
    await bundleOf(leaky.source, await leaky.source.later('tracked'), join(testbed, 'fixture.bundle'));
    await git(testbed, 'add', 'fixture.bundle');
    await git(testbed, 'commit', '--quiet', '--message=with a fixture');
    const base = await git(testbed, 'rev-parse', 'HEAD');
    await rm(join(testbed, '.git', 'COMMIT_EDITMSG'), { force: true });
    await packOf(other, await other.later('unrelated'), join(files, 'opt', 'share'));
    await bundleOf(other, await other.later('bundled'), join(files, 'opt', 'share', 'vendored.bundle'));
    const name = await imageOfFiles(engineOfTests(), files);
    const placed = { ...leaky.placed, baseCommit: base, image: { ...leaky.placed.image, name } };
    try {
      const strays = (leaks: readonly Leak[]) =>
        leaks.map(({ where }) => where).filter((where) => where.startsWith('history of the repository in '));
      expect(strays(await inspectHistory(name, placed, leaky.cleaning()))).toEqual([]);
      // Control: the same fixtures beside a base that does not track the bundle.
      const untracked = { ...placed, baseCommit: leaky.source.base };
      const container = ['cd /testbed', `git reset --quiet ${leaky.source.base}`, 'rm .git/ORIG_HEAD'].join(
        ' && ',
      );
      const changed = await changedImage(name, container);
      const found = await inspectHistory(changed, untracked, leaky.cleaning());
      await engineOfTests().getImage(changed).remove();
      expect(found.map(({ where }) => where)).toContain(
        'history of the repository in /testbed/fixture.bundle',
      );
      expect(found.map(({ where }) => where).join()).not.toContain('/opt/share');
    } finally {
      await engineOfTests().getImage(name).remove();
    }
  });

  async function changedImage(name: string, script: string): Promise<string> {
    const tag = `changed-${process.pid}`;
    const Cmd = ['bash', '-c', `git config --global safe.directory '*' && ${script}`];
    const container = await engineOfTests().createContainer({ Image: name, User: '0', Cmd });
    await container.start();
    await container.wait();
    await container.commit({ repo: 'troop-test-future', tag });
    await container.remove();
    return `troop-test-future:${tag}`;
  }

  async function onlySeen(): Promise<string> {
    const [name = '', ...others] = await readdir(join(leaky.place, 'cache', 'seen'));
    expect(others).toEqual([]);
    return name;
  }

  function cell(text: string, patch: string | null): Cell {
    const script = { text, fileName: 'script.sh', command: 'bash {script}', place: 'outside' } as const;
    return {
      ...leaky.placed,
      repository: 'o/r',
      patch,
      script,
      limits: LIMITS,
    };
  }
});

const soon = () => AbortSignal.timeout(120_000);

function engineOfTests() {
  return docker ?? expect.fail('no Docker engine');
}
