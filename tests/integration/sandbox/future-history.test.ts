import { cp, mkdtemp, readdir, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cell } from '../../../domain/execution.ts';
import type { SandboxEngine } from '../../../domain/sandbox.ts';
import type { Placed } from '../../../sandbox/docker/check-beginning.ts';
import { createDockerEngine } from '../../../sandbox/docker/create-docker-engine.ts';
import { inspectHistory, type Leak } from '../../../sandbox/docker/history/inspect-history.ts';
import { type Cleaning, withoutFuture } from '../../../sandbox/docker/history/without-future.ts';
import { bootId, docker, LIMITS } from '../../contract/sandbox-subject.ts';
import { bashIn, filesOfImage, imageOfFiles } from '../../support/future/image-of-files.ts';
import { git, type LeakSource, makeLeakSource } from '../../support/future/leak-source.ts';
import { LEAKS, makeTestbed } from '../../support/future/leaks.ts';
import { observeBytes, observeObjects, type Wanted } from '../../support/future/observe-history.ts';
import { WEAK_CLEAN } from '../../support/future/weak-clean.ts';

const KINDS = Object.keys(LEAKS);
/** Where the leaks are planted; the rest of the image is Debian. */
const FOLDERS = ['/testbed', '/opt'];

/** What of a commit of their own shows these. */
const OWN_REFS: Readonly<Record<string, RegExp>> = {
  'tag of a tag of an old commit': /^refs\/tags\/v5$/,
  stash: /^refs\/stash$/,
  notes: /^refs\/notes\/commits$/,
};

/** An image as an observer sees it: the files in which each kind's secret is found, by kind. */
type Seen = ReadonlyMap<string, readonly string[]>;

describe.skipIf(docker === null)('history later than base, in an image that shows it in every way', () => {
  let place: string;
  let source: LeakSource;
  let pristine: string;
  let image: string;
  let clean: string;
  let placed: Placed;
  let wanted: ReadonlyMap<string, Wanted>;
  let before: Seen;
  let after: Seen;
  let engine: SandboxEngine;

  beforeAll(async () => {
    place = await mkdtemp(join(await realpath(tmpdir()), 'troop-test-future-'));
    source = await makeLeakSource(join(place, 'source'));
    const files = join(place, 'files');
    const testbed = await makeTestbed(source, files);
    wanted = new Map(
      await inTurn(KINDS, async (kind, index) => {
        const secret = `secret-${index}-${kind.replaceAll(/\W/g, '')}`;
        return [kind, { secret, later: await source.later(secret) }] as const;
      }),
    );
    pristine = join(place, 'pristine');
    await cp(testbed, pristine, { recursive: true });
    await inTurn(KINDS, (kind) => LEAKS[kind]?.({ source, files, testbed, ...secretOf(kind) }));
    image = await imageOfFiles(engineOfTests(), files, [
      'USER 1000:1000',
      'CMD ["sleep", "7"]',
      'ENV KEPT=yes',
    ]);
    placed = {
      instanceId: 'test__future-1',
      baseCommit: source.base,
      image: { name: image, root: '/testbed', setup: '' },
    };
    clean = await withoutFuture(image, placed, cleaning());
    [before, after] = [await look(image), await look(clean)];
    const environment = { ...process.env, TROOP_CACHE: join(place, 'cache') };
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
    for (const name of [clean, image]) await engineOfTests().getImage(name).remove();
    await rm(place, { recursive: true });
  });

  describe.each(KINDS)('%s', (kind) => {
    it('is left out of the derived image', () => expect(after.get(kind)).toEqual([]));

    it('control: is seen in the image itself', () => expect(before.get(kind)).not.toEqual([]));
  });

  it('each kind is named by the look into the image', async () => {
    const leaks = await inspectHistory(image, placed, cleaning());
    expect(KINDS.filter((kind) => !isNamed(kind, leaks, before))).toEqual([]);
  });

  it('all objects of the derived image are reached by base', async () => {
    const folder = join(place, 'objects');
    await filesOfImage(engineOfTests(), clean, FOLDERS, folder);
    expect(await observeObjects(join(folder, 'testbed'), [source.base])).toEqual([]);
    // Control: the same look at the image itself.
    await filesOfImage(engineOfTests(), image, FOLDERS, join(place, 'uncleaned'));
    expect((await observeObjects(join(place, 'uncleaned', 'testbed'), [source.base])).length).toBeGreaterThan(
      20,
    );
  });

  it('control: each leak that a weak cleaner leaves is caught, and the instance fails', async () => {
    const cleanScript = WEAK_CLEAN;
    const weak = { ...cleaning(), cleanScript };
    const failure = await withoutFuture(image, placed, weak).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'MachineryError', transient: false });
    expect(String(failure)).toContain(
      `test__future-1: image ${image} still shows history later than base commit`,
    );
    expect(String(failure)).toMatch(/refs\/(stash|notes|replace)\S* \([0-9a-f]{12} "/);

    const container = await engineOfTests().createContainer({
      Image: image,
      User: '0',
      Entrypoint: ['/bin/sh', '-c', WEAK_CLEAN, 'x', '/testbed', source.base],
      Cmd: [],
    });
    await container.start();
    await container.wait();
    await container.commit({ repo: 'troop-test-future', tag: 'weak' });
    await container.remove();
    const left = await look('troop-test-future:weak');
    const leaks = await inspectHistory('troop-test-future:weak', placed, cleaning());
    await engineOfTests().getImage('troop-test-future:weak').remove();
    const kindsLeft = KINDS.filter((kind) => left.get(kind)?.length);
    expect(kindsLeft.length).toBeGreaterThan(10);
    expect(kindsLeft.length).toBeLessThan(KINDS.length);
    expect(kindsLeft.filter((kind) => !isNamed(kind, leaks, left))).toEqual([]);
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
    const then = await inTurn(questions, (question) => git(pristine, ...question.split(' ')));
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
    const ids = [...wanted.values()].map(({ later }) => later).join(' ');
    const bash = [
      `for id in ${ids}; do git cat-file -e $id 2>/dev/null && echo "sees $id"; done`,
      `echo changed >a.txt; git checkout ${source.base} a.txt 2>&1; git checkout ${source.old} -- b.txt; cat a.txt`,
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
    const issue = { ...placed, repository: 'o/r', text: 'x', language: 'python', runCommand: '{script}' };
    const repository = await engine.openRepository(issue, soon());
    expect((await repository.list()).map(({ path }) => path)).toEqual(['a.txt', 'b.txt', 'c.txt', 'd.txt']);
    for (const one of wanted.values()) {
      expect(await observeBytes(join(place, 'cache', 'repositories'), one)).toEqual([]);
    }
  });

  it('the derived image is made once, and looked for without a container', async () => {
    const said: string[] = [];
    const again = await withoutFuture(image, placed, { ...cleaning(), say: (line) => said.push(line) });
    expect([again, said]).toEqual([clean, []]);
    const asIs = { ...placed, image: { ...placed.image, name: clean } };
    const { Id } = await engineOfTests().getImage(clean).inspect();
    expect(await withoutFuture(clean, asIs, cleaning())).toBe(Id);
    expect(await readFile(join(place, 'cache', 'seen', await onlySeen()), 'utf8')).toBe(`${clean}\n`);
  });

  async function onlySeen(): Promise<string> {
    const [name = '', ...others] = await readdir(join(place, 'cache', 'seen'));
    expect(others).toEqual([]);
    return name;
  }

  function secretOf(kind: string): Wanted {
    return wanted.get(kind) ?? expect.fail(kind);
  }

  function cleaning(): Cleaning {
    const cache = join(place, 'cache');
    return { docker: engineOfTests(), labels: {}, cache, say: () => {}, signal: soon() };
  }

  function cell(text: string, patch: string | null): Cell {
    const script = { text, fileName: 'script.sh', command: 'bash {script}', place: 'outside' } as const;
    return {
      ...placed,
      repository: 'o/r',
      patch,
      script,
      limits: LIMITS,
    };
  }

  async function look(name: string): Promise<Seen> {
    const folder = await mkdtemp(join(place, 'seen-'));
    await filesOfImage(engineOfTests(), name, FOLDERS, folder);
    return new Map(
      await inTurn(KINDS, async (kind) => [kind, await observeBytes(folder, secretOf(kind))] as const),
    );
  }

  /** A leak is named by its commit, its text, or a place that holds it. */
  function isNamed(kind: string, leaks: readonly Leak[], seen: Seen): boolean {
    const { secret, later } = secretOf(kind);
    return leaks.some(
      ({ where, objectId, subject }) =>
        objectId === later ||
        OWN_REFS[kind]?.test(where) ||
        `${where} ${subject}`.includes(secret) ||
        seen
          .get(kind)
          ?.some((path) => where.split(/ in |,/).some((part) => `/${path}`.startsWith(part.trim()))),
    );
  }
});

const soon = () => AbortSignal.timeout(120_000);

function engineOfTests() {
  return docker ?? expect.fail('no Docker engine');
}

async function inTurn<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R> | undefined,
): Promise<R[]> {
  const results: R[] = [];
  for (const [index, item] of items.entries()) {
    const result = await work(item, index);
    if (result !== undefined) results.push(result);
  }
  return results;
}
