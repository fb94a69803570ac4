import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { MachineryError } from '../../domain/errors.ts';
import type { Issue } from '../../domain/issue.ts';
import type { Repository } from '../../domain/repository.ts';
import { makeBareDirectory } from '../bare-directory.ts';
import { openGitRepository } from '../git-repository.ts';
import { engineCall } from './engine-call.ts';
import { isNotFound, missingImage } from './engine-failure.ts';
import { removeContainer } from './reap-dead-owners.ts';
import { unpackObjects } from './unpack-objects.ts';

interface Opening {
  readonly docker: Docker;
  /** The image to read; messages name the issue's. */
  readonly reference: string;
  readonly labels: Record<string, string>;
  /** Directory on this machine. */
  readonly cache: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * Reads an image's repository on this machine, from a copy of its git objects that is cached under the image's id.
 * Only objects are copied: an image's git configuration could make git on this machine run its commands.
 */
export async function openImageRepository(issue: Issue, opening: Opening): Promise<Repository> {
  const { docker, reference, cache, environment, signal } = opening;
  const { name, root } = issue.image;
  const inspecting = docker.getImage(reference).inspect().catch(missingImage(name));
  const { Id } = await engineCall(`looking for image ${name}`, inspecting);
  const place = createHash('sha256').update(root).digest('hex').slice(0, 8);
  const gitDirectory = join(cache, 'repositories', `${Id.replace(/^sha256:/, '').slice(0, 24)}-${place}`);
  if (!(await exists(gitDirectory))) await copyObjects(issue, opening, gitDirectory);
  // When it was last used, for `troop images prune`.
  await utimes(gitDirectory, new Date(), new Date());
  const paths = { PATH: environment.PATH ?? '/usr/bin:/bin', HOME: gitDirectory };
  return openGitRepository({ directory: gitDirectory, commit: issue.baseCommit, environment: paths, signal });
}

/** Complete or not there at all: the copy gets its name when it is whole, and of two at once the first stays. */
async function copyObjects(
  { image }: Issue,
  { docker, reference, labels, signal }: Opening,
  target: string,
): Promise<void> {
  await mkdir(join(target, '..'), { recursive: true });
  const partial = await mkdtemp(`${target}.partial-`);
  const creation = docker.createContainer({
    Image: reference,
    Labels: labels,
    NetworkDisabled: true,
    Cmd: ['true'],
  });
  const container = await engineCall('creating a container to read from', creation);
  try {
    signal.throwIfAborted();
    const path = `${image.root}/.git/objects`;
    const reading = container.getArchive({ path }).catch((cause: unknown) => {
      if (!isNotFound(cause)) throw cause;
      const message = `image ${image.name} has no git repository in ${image.root}: build it with the tree committed there`;
      throw new MachineryError(message, { cause, transient: false });
    });
    await unpackObjects(await engineCall('reading a repository', reading), partial, signal);
    await makeBareDirectory(partial);
    await rename(partial, target).catch(async (error: unknown) => {
      if (!(await exists(target))) throw error;
    });
  } finally {
    await removeContainer(container);
    await rm(partial, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
