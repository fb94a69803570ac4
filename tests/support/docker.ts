import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import Docker from 'dockerode';

const run = promisify(execFile);

/** Minimal Debian with git, patch and Python; made once per machine by scripts/base-image.sh (about 45 s). */
const VERSION = 2;
const BASE_IMAGE = `troop-test:${VERSION}`;

/**
 * The Docker engine of this machine, or null and a line that says how to get one: for
 * `describe.skipIf(docker === null)`. In CI a missing engine is a failure.
 */
export async function dockerOrSkip(): Promise<Docker | null> {
  const docker = new Docker();
  try {
    await docker.ping();
    return docker;
  } catch (cause) {
    const message =
      'no Docker engine answers: Docker tests are skipped; start one with scripts/docker-engine.sh';
    if (process.env.CI) throw new Error(message, { cause });
    console.warn(message);
    return null;
  }
}

/** Name of an image with git, patch and Python and no repository. */
export async function testImage(): Promise<string> {
  await run('scripts/base-image.sh', [BASE_IMAGE, 'bookworm', 'git', 'patch', 'python3-minimal']);
  return BASE_IMAGE;
}

/** Name of an image with git, patch and Node, and no repository. */
export async function nodeImage(): Promise<string> {
  const name = 'troop-test-node:1';
  await run('scripts/base-image.sh', [name, 'bookworm', 'git', 'patch', 'nodejs']);
  return name;
}

/**
 * Name of an image that is `testImage` with a copy of a git work tree, its `.git` included, at `root`. Made once
 * per (commit, root).
 */
export async function imageOfRepository(
  docker: Docker,
  directory: string,
  root = '/testbed',
): Promise<string> {
  const { stdout } = await run('git', ['-C', directory, 'rev-parse', 'HEAD']);
  const tag = `${stdout.slice(0, 12)}${root.replaceAll(/[^\w]/g, '_')}-${VERSION}`;
  const name = `troop-test-tree:${tag}`;
  if (await hasImage(docker, name)) return name;
  const base = await testImage();
  const archive = await run(
    'tar',
    ['-C', directory, '--owner=0', '--group=0', `--transform=s,^\\.,.${root},`, '-c', '.'],
    {
      encoding: 'buffer',
      maxBuffer: 256 * 1024 * 1024,
    },
  );
  const container = await docker.createContainer({ Image: base, Cmd: ['true'] });
  try {
    await container.putArchive(archive.stdout, { path: '/' });
    await container.commit({ repo: 'troop-test-tree', tag });
  } finally {
    await container.remove({ force: true });
  }
  return name;
}

async function hasImage(docker: Docker, name: string): Promise<boolean> {
  return docker
    .getImage(name)
    .inspect()
    .then(
      () => true,
      () => false,
    );
}
