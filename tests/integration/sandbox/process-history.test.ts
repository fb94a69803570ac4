import { cp, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cell, CellResult } from '../../../domain/execution.ts';
import type { SandboxEngine } from '../../../domain/sandbox.ts';
import { makeCellTree } from '../../../sandbox/process/cell-tree.ts';
import { createProcessEngine } from '../../../sandbox/process/create-process-engine.ts';
import { openCellHost } from '../../../sandbox/process/open-cell-host.ts';
import { removeTree } from '../../../sandbox/process/remove-tree.ts';
import { runInTree } from '../../../sandbox/process/run-in-tree.ts';
import { LIMITS } from '../../contract/sandbox-subject.ts';
import { git, type LeakSource, makeLeakSource } from '../../support/future/leak-source.ts';
import { LEAKS, makeTestbed } from '../../support/future/leaks.ts';
import { observeBytes, observeObjects, type Wanted } from '../../support/future/observe-history.ts';

describe('history later than base, in the user’s own repository', () => {
  let place: string;
  let source: LeakSource;
  let testbed: string;
  let engine: SandboxEngine;
  const wanted: Wanted[] = [];

  beforeAll(async () => {
    place = await mkdtemp(join(await realpath(tmpdir()), 'troop-test-own-'));
    source = await makeLeakSource(join(place, 'source'));
    const files = join(place, 'files');
    testbed = await makeTestbed(source, files);
    for (const [index, plant] of Object.values(LEAKS).entries()) {
      const secret = `secret-${index}-of-a-user`;
      const later = await source.later(secret);
      await plant({ source, files, testbed, secret, later });
      wanted.push({ secret, later });
    }
    // The stores that are lent lie at paths of an image; here git would only complain of them.
    await rm(join(testbed, '.git', 'objects', 'info', 'alternates'));
    const environment = { ...process.env, TROOP_CACHE: join(place, 'cache') };
    engine = createProcessEngine({ concurrency: 1, environment });
  });

  afterAll(async () => {
    await engine.close();
    await rm(place, { recursive: true });
  });

  function cell(text: string): Cell {
    return {
      instanceId: 'test__own-1',
      image: { name: '', root: '/testbed', setup: '' },
      repository: testbed,
      baseCommit: source.base,
      patch: null,
      script: { text, fileName: 'script.sh', command: 'bash {script}', place: 'outside' },
      limits: LIMITS,
    };
  }

  async function run(text: string): Promise<CellResult> {
    const [result] = await engine.execute([cell(text)], AbortSignal.timeout(30_000));
    return result ?? expect.fail('no result');
  }

  /** Prints each later commit that git can read where it runs. */
  const sightings = () =>
    `for id in ${wanted.map(({ later }) => later).join(' ')}; do git cat-file -e $id 2>/dev/null && echo $id; done; true`;

  it('a cell can read none of it', async () => {
    expect((await run(sightings())).output).toBe('');
    expect((await run('git log --format=%s; git blame -s a.txt | tail -1')).output).toMatch(
      /^base\nold\n\w+ 3\) two\n$/,
    );
  });

  it('control: a cell that borrows the repository’s own objects reads it', async () => {
    const signal = AbortSignal.timeout(30_000);
    const paths = { searchPath: process.env.PATH ?? '', signal };
    const history = join(place, 'weak');
    await cp(join(testbed, '.git'), history, { recursive: true });
    const one = cell(sightings());
    const tree = await makeCellTree(one, { ...paths, history });
    const host = openCellHost();
    const { result } = await runInTree(one, tree, { ...paths, host, shell: '/bin/bash', isWarm: false });
    await host.close();
    await removeTree(tree.directory);
    expect(result.output.trim().split('\n').length).toBeGreaterThan(10);
  });

  it('the store that cells borrow from holds what base reaches, and nothing else', async () => {
    await run('true');
    const histories = join(place, 'cache', 'histories');
    const [name = '', ...others] = await readdir(histories);
    expect([name.slice(0, 40), others]).toEqual([source.base, []]);
    for (const one of wanted) expect(await observeBytes(histories, one)).toEqual([]);
    expect(await observeObjects(join(histories, name), [source.base])).toEqual([]);
    // Control: the same look at the user's repository.
    expect((await observeObjects(testbed, [source.base])).length).toBeGreaterThan(20);
  });

  it('a shallow clone works, with as much history as it has', async () => {
    const shallow = join(place, 'shallow');
    await git(place, 'clone', '--quiet', '--depth=1', `file://${source.directory}`, shallow);
    const [result] = await engine.execute(
      [{ ...cell('git log --format=%s && git status --short'), repository: shallow }],
      AbortSignal.timeout(30_000),
    );
    expect(result).toMatchObject({ outcome: 'pass', output: 'base\n' });
  });

  it('a commit that is not there is named, with the repository', async () => {
    const missing = { ...cell('true'), baseCommit: 'd'.repeat(40) };
    await expect(engine.execute([missing], AbortSignal.timeout(30_000))).rejects.toMatchObject({
      name: 'MachineryError',
      message: expect.stringMatching(new RegExp(`no commit d{40} in ${testbed}`)),
    });
  });
});
