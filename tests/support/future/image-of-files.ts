import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type Docker from 'dockerode';
import { testImage } from '../docker.ts';

const run = promisify(execFile);

/**
 * The small image with a folder's `testbed` and `opt` at `/`, owned by user 1000, under a new name; `changes` are Dockerfile lines
 * that commit knows.
 */
export async function imageOfFiles(
  docker: Docker,
  files: string,
  changes: readonly string[] = [],
): Promise<string> {
  const tag = randomUUID().slice(0, 12);
  const options = { encoding: 'buffer', maxBuffer: 256 * 1024 ** 2 } as const;
  const archive = await run(
    'tar',
    ['-C', files, '--owner=1000', '--group=1000', '-c', 'testbed', 'opt'],
    options,
  );
  const container = await docker.createContainer({ Image: await testImage(), Cmd: ['true'] });
  try {
    await container.putArchive(archive.stdout, { path: '/' });
    await container.commit({ repo: 'troop-test-future', tag, changes: changes.join('\n') });
  } finally {
    await container.remove({ force: true });
  }
  return `troop-test-future:${tag}`;
}

/** Unpacks folders of an image below `target`, as they lie there; those that it does not have are left out. */
export async function filesOfImage(
  docker: Docker,
  image: string,
  folders: readonly string[],
  target: string,
): Promise<void> {
  await mkdir(target, { recursive: true });
  const container = await docker.createContainer({ Image: image, Cmd: ['true'] });
  try {
    for (const path of folders) {
      const archive = await container.getArchive({ path }).catch(() => null);
      if (archive === null) continue;
      const tar = spawn('tar', ['-C', target, '-x', '--no-same-owner'], {
        stdio: ['pipe', 'ignore', 'inherit'],
      });
      const ended = once(tar, 'close');
      await pipeline(archive, tar.stdin);
      await ended;
    }
  } finally {
    await container.remove({ force: true });
  }
}

/** Bash as the image's user, as anybody would run it. */
export async function bashIn(image: string, bash: string, ...options: string[]): Promise<string> {
  const { stdout } = await run('docker', [
    'run',
    '--rm',
    '--network=none',
    ...options,
    image,
    'bash',
    '-c',
    bash,
  ]);
  return stdout;
}
