import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from 'tar-stream';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contextDigest, packContext } from '../../../../../sandbox/docker/images/build-context.ts';

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'troop-test-context-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  mkdirSync(join(path, 'sub'));
  writeFileSync(join(path, 'sub', 'b.sh'), '#!/bin/sh\n');
  chmodSync(join(path, 'sub', 'b.sh'), 0o755);
  writeFileSync(join(path, 'Dockerfile'), 'FROM scratch\n');
  symlinkSync('sub/b.sh', join(path, 'link'));
  return path;
}

async function entriesOf(path: string): Promise<string[]> {
  const tar = extract();
  packContext(path, 'FROM debian\n').pipe(tar);
  const entries: string[] = [];
  for await (const entry of tar) {
    const { name, type, mode, linkname } = entry.header;
    entries.push([type, name, (mode ?? 0).toString(8), linkname ?? ''].join(' ').trim());
    entry.resume();
  }
  return entries;
}

describe('a folder for a build', () => {
  it('keeps executable bits, links and a Dockerfile of its own', async () => {
    expect(await entriesOf(folder())).toEqual([
      'file .troop.Dockerfile 644',
      'file Dockerfile 644',
      'symlink link 777 sub/b.sh',
      'directory sub 755',
      'file sub/b.sh 755',
    ]);
  });

  it('has a digest that knows contents and no dates', async () => {
    const [one, other] = [folder(), folder()];
    utimesSync(join(one, 'Dockerfile'), 1, 1);
    expect(await contextDigest(one)).toBe(await contextDigest(other));
    writeFileSync(join(one, 'sub', 'b.sh'), '#!/bin/sh -e\n');
    expect(await contextDigest(one)).not.toBe(await contextDigest(other));
  });

  it('a folder that is not there is an error, not an empty archive', async () => {
    await expect(contextDigest('/nonexistent/folder')).rejects.toThrow('ENOENT');
  });
});
