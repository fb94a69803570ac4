import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reapDeadTrees } from '../../../sandbox/process/reap-dead-trees.ts';
import { openProcess, type Subject, watchedWord } from '../../contract/sandbox-subject.ts';

describe('the process engine', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await openProcess();
  });
  afterAll(() => subject.close());

  it('a copy names no branch, tag or remote of the repository', async () => {
    const { output } = await subject.run('git for-each-ref; git remote; git log --oneline --all | wc -l');
    expect(output.trim()).toBe('1');
  });

  it('a directory that is no git repository is machinery that names it', async () => {
    const cell = { ...subject.cell('exit 0'), repository: join(subject.directory, 'nowhere') };
    await expect(subject.engine.execute([cell], AbortSignal.timeout(10_000))).rejects.toMatchObject({
      name: 'MachineryError',
      transient: false,
      message: expect.stringContaining('nowhere is no git repository'),
    });
  });

  it('a tree that a script made read-only is removed all the same', async () => {
    await subject.run('mkdir -p locked/inner && touch locked/inner/file && chmod -R a-w locked');
    const left = (await readdir(tmpdir())).filter((name) => name.startsWith(`troop-cell-${process.pid}-`));
    expect(left).toEqual([]);
  });
});

describe('cells of dead owners', () => {
  it('their processes and directories end, and those of living owners stay', async () => {
    const dead = spawn('true');
    await once(dead, 'exit');
    const place = await realpath(tmpdir());
    const ofDead = await mkdtemp(join(place, `troop-cell-${dead.pid}-`));
    const ofLiving = await mkdtemp(join(place, `troop-cell-${process.pid}-`));
    await mkdir(join(ofDead, 'tree'));
    await chmod(join(ofDead, 'tree'), 0o500);
    const [left, kept] = [watchedWord(), watchedWord()];
    const env = { PATH: process.env.PATH };
    const orphan = spawn('sleep', [left.word], {
      env: { ...env, TROOP_CELL: `${dead.pid}-x` },
      detached: true,
    });
    const child = spawn('sleep', [kept.word], {
      env: { ...env, TROOP_CELL: `${process.pid}-x` },
      detached: true,
    });
    const ended = once(orphan, 'exit');
    await reapDeadTrees();
    await ended;
    expect(await left.processes()).toEqual([]);
    expect(await kept.processes()).toEqual([child.pid]);
    const names = await readdir(place);
    child.kill();
    await rm(ofLiving, { recursive: true });
    expect(names.filter((name) => [ofDead, ofLiving].includes(join(place, name)))).toEqual([
      ofLiving.slice(place.length + 1),
    ]);
  });
});
