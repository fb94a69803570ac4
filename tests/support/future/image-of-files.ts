import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
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
    await container.commit({
      repo: 'troop-test-future',
      tag,
      ...(changes.length > 0 && { changes: changes.join('\n') }),
    });
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
      // Tar goes when it has seen the archive's end, before the last padding.
      archive.pipe(tar.stdin).on('error', () => {});
      const [status]: unknown[] = await once(tar, 'close');
      if (status !== 0) throw new Error(`unpacking ${path} of ${image}: tar ended with ${status}`);
    }
  } finally {
    await container.remove({ force: true });
  }
}

/** What bash prints, run as the owner of the image's tree. */
export async function bashIn(image: string, bash: string): Promise<string> {
  const options = ['--rm', '--network=none', '--user=1000:1000'];
  const { stdout } = await run('docker', ['run', ...options, image, 'bash', '-c', bash]);
  return stdout;
}
