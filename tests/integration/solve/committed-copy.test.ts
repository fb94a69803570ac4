import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { copyCommit } from '../../../scripts/solve/committed-copy.ts';
import { openUserRepository } from '../../../scripts/solve/user-repository.ts';
import { everyFile, type OwnRepository, ownRepository } from '../../support/own-repository.ts';

const environment = { PATH: process.env.PATH, HOME: process.env.HOME };

async function copyOf(own: OwnRepository, directory = own.directory) {
  const { path, gitDirectory, head } = await openUserRepository(directory, environment);
  const target = join(own.folder, 'copy');
  const beside = await copyCommit({ path, gitDirectory, commit: head, environment }, target);
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', target, ...args], {
      encoding: 'utf8',
      env: { ...environment, HOME: own.folder },
    });
  return { target, beside, git, head };
}

function write(path: string, text: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

test('links, executable bits and every byte are what git has, whatever the work tree holds', async () => {
  const own = await ownRepository('mixed', { 'a.txt': 'one\r\ntwo\n', 'bytes.bin': '\u0000\u0001' }, 'x');
  symlinkSync('a.txt', join(own.directory, 'link'));
  write(join(own.directory, 'run.sh'), '#!/bin/sh\n');
  chmodSync(join(own.directory, 'run.sh'), 0o755);
  own.git('add', '--all');
  own.git('commit', '--quiet', '--message', 'more');
  write(join(own.directory, 'a.txt'), 'not committed');
  const { target, git } = await copyOf(own);
  expect(readFileSync(join(target, 'a.txt'), 'utf8')).toBe('one\r\ntwo\n');
  expect(readlinkSync(join(target, 'link'))).toBe('a.txt');
  expect(lstatSync(join(target, 'run.sh')).mode & 0o111).toBe(0o111);
  expect(git('status', '--porcelain')).toBe('');
});

test('history up to HEAD comes along; later commits, branches, tags, remotes, hooks and settings do not', async () => {
  const own = await ownRepository('past', { 'a.txt': '1\n' }, 'x');
  write(join(own.directory, 'a.txt'), '2\n');
  own.git('commit', '--quiet', '--all', '--message', 'second');
  write(join(own.directory, 'a.txt'), 'the fix of tomorrow\n');
  own.git('commit', '--quiet', '--all', '--message', 'third');
  const later = own.git('rev-parse', 'HEAD').trim();
  own.git('tag', 'v3');
  own.git('remote', 'add', 'origin', '/nowhere');
  own.git('reset', '--quiet', '--hard', 'HEAD~1');
  const before = everyFile(own.directory);
  const { target, git } = await copyOf(own);
  expect(git('log', '--format=%s')).toBe('second\npast\n');
  expect(() => git('cat-file', '-e', later)).toThrow();
  expect(git('for-each-ref')).toBe('');
  expect(git('remote')).toBe('');
  expect(everyFile(target).filter((file) => /hooks|logs|FETCH_HEAD/.test(file))).toEqual([]);
  expect(everyFile(own.directory)).toEqual(before);
});

async function withSubmodules(): Promise<OwnRepository> {
  const own = await ownRepository('outer', { 'a.txt': 'a\n' }, 'x');
  const inner = await ownRepository('inner', { 'in.txt': 'in\n' }, 'x');
  const middle = await ownRepository('middle', { 'mid.txt': 'mid\n' }, 'x');
  const add = (to: OwnRepository, from: OwnRepository, path: string) => {
    to.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', from.directory, path);
    to.git('commit', '--quiet', '--message', `with ${path}`);
  };
  add(middle, inner, 'deep/inner');
  add(own, middle, 'libs/middle');
  const update = ['submodule', '--quiet', 'update', '--init', '--recursive'];
  own.git('-c', 'protocol.file.allow=always', ...update);
  return own;
}

test('submodules come with their files, and theirs with them, as the commit names them', async () => {
  const own = await withSubmodules();
  write(join(own.directory, 'libs/middle/mid.txt'), 'not committed');
  const before = everyFile(own.directory);
  const { target, beside, git } = await copyOf(own);
  expect(beside).toEqual({ submodules: ['libs/middle', 'libs/middle/deep/inner'], lfs: [], missing: [] });
  expect(readFileSync(join(target, 'libs/middle/mid.txt'), 'utf8')).toBe('mid\n');
  expect(readFileSync(join(target, 'libs/middle/deep/inner/in.txt'), 'utf8')).toBe('in\n');
  expect(git('status', '--porcelain')).toBe('');
  expect(everyFile(own.directory)).toEqual(before);
});

test('a submodule that this machine does not have is named with its remedy; one put away by git is found', async () => {
  const own = await withSubmodules();
  own.git('submodule', '--quiet', 'deinit', '--force', 'libs/middle');
  expect((await copyOf(own)).beside.submodules).toEqual(['libs/middle', 'libs/middle/deep/inner']);
  const bare = join(own.folder, 'clone');
  own.git('clone', '--quiet', own.directory, bare);
  const { path, gitDirectory, head } = await openUserRepository(bare, environment);
  const source = { path, gitDirectory, commit: head, environment };
  const { missing } = await copyCommit(source, join(own.folder, 'other'));
  expect(missing).toEqual(['submodule libs/middle (git submodule update --init --recursive)']);
});

test('LFS files have their content, executable bits kept, and git shows no change; one that is not here is named', async () => {
  const own = await ownRepository('large', { 'a.txt': 'a\n' }, 'x');
  const pointer = (content: string) => {
    const oid = createHash('sha256').update(content).digest('hex');
    const text = `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n`;
    return { oid, text };
  };
  const [here, gone] = [pointer('large content'), pointer('elsewhere')];
  write(join(own.directory, '.gitattributes'), '*.bin filter=lfs diff=lfs merge=lfs -text\n');
  write(join(own.directory, 'tool.bin'), here.text);
  chmodSync(join(own.directory, 'tool.bin'), 0o755);
  write(join(own.directory, 'gone.bin'), gone.text);
  own.git('add', '--all');
  own.git('commit', '--quiet', '--message', 'large files');
  const object = join(
    own.directory,
    '.git/lfs/objects',
    here.oid.slice(0, 2),
    here.oid.slice(2, 4),
    here.oid,
  );
  write(object, 'large content');
  const { target, beside, git } = await copyOf(own);
  expect(beside).toMatchObject({ lfs: ['tool.bin'], missing: ['LFS file gone.bin (git lfs fetch)'] });
  expect(readFileSync(join(target, 'tool.bin'), 'utf8')).toBe('large content');
  expect(lstatSync(join(target, 'tool.bin')).mode & 0o111).toBe(0o111);
  expect(git('status', '--porcelain')).toBe('');
});

test('a linked work tree, a bare repository, a shallow clone and a subfolder can all be copied', async () => {
  const own = await ownRepository('shapes', { 'sub/a.txt': '1\n' }, 'x');
  write(join(own.directory, 'sub/a.txt'), '2\n');
  own.git('commit', '--quiet', '--all', '--message', 'second');
  const place = (name: string) => join(own.folder, name);
  own.git('worktree', 'add', '--quiet', '--detach', place('linked'));
  own.git('clone', '--quiet', '--bare', own.directory, place('bare.git'));
  own.git('clone', '--quiet', '--depth', '1', `file://${own.directory}`, place('shallow'));
  for (const [at, commits] of [
    ['linked', 2],
    ['bare.git', 2],
    ['shallow', 1],
    ['shapes/sub', 2],
  ] as const) {
    const { path, gitDirectory, head } = await openUserRepository(place(at), environment);
    const target = place(`copy-of-${at.replace('/', '-')}`);
    await copyCommit({ path, gitDirectory, commit: head, environment }, target);
    expect(readFileSync(join(target, 'sub/a.txt'), 'utf8')).toBe('2\n');
    const count = execFileSync('git', ['-C', target, 'rev-list', '--count', 'HEAD'], { encoding: 'utf8' });
    expect(Number(count)).toBe(commits);
  }
});
