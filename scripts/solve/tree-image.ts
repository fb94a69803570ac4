import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UsageError } from '../../domain/errors.ts';
import type { Image } from '../../domain/issue.ts';
import { imageLabels } from '../../sandbox/docker/labels.ts';
import { runTool } from '../dev-set/run-tool.ts';
import type { CommitSource } from './beside-objects.ts';
import { copyCommit } from './committed-copy.ts';
import { type ImageFacts, inspectImage, runDocker } from './docker-client.ts';

/** Raised when trees are laid into images in another way, so that images of the old way are made anew. */
const LAYOUT = 1;

const MISSING_LABEL = 'troop.image.missing';

export interface TreeImageWish {
  readonly source: CommitSource;
  /** Short name of the repository, for the image's. */
  readonly slug: string;
  readonly instanceId: string;
  /** What to build on: an image, or a Dockerfile whose context is the commit's tree. */
  readonly image?: string;
  readonly dockerfile?: string;
  /** Absolute path of the work tree in the image; by default the image's own working directory, else /testbed. */
  readonly root?: string;
  readonly say: (line: string) => void;
}

/**
 * An image that holds a commit's tree as a git repository, with history up to that commit, made of the user's image or
 * Dockerfile. Made once for each commit, image and root. What the image has in that place and git does not track, such
 * as installed dependencies, stays.
 */
export async function treeImage(wish: TreeImageWish): Promise<Pick<Image, 'name' | 'root'>> {
  const folder = await mkdtemp(join(tmpdir(), 'troop-solve-'));
  let copied: ReturnType<typeof copyCommit> | null = null;
  const tree = join(folder, 'tree');
  const copy = () => {
    copied ??= copyCommit(wish.source, tree);
    return copied;
  };
  try {
    const base = await baseImage(wish, async () => {
      await copy();
      return tree;
    });
    const root = wish.root ?? rootOf(base.facts);
    const key = JSON.stringify([LAYOUT, wish.source.commit, base.facts.id, root]);
    const name = `troop-solve/${wish.slug}:${digest(key)}`;
    const made = await inspectImage(name, wish.source.environment);
    // One that was made while submodules or LFS contents were missing may be complete by now.
    if (made && !(MISSING_LABEL in made.labels)) return { name, root };
    const { missing } = await copy();
    for (const what of missing) wish.say(`not on this machine, so not in the image: ${what}`);
    const labels = {
      ...imageLabels('tree', base.name, wish.instanceId),
      ...(missing.length > 0 ? { [MISSING_LABEL]: String(missing.length) } : {}),
    };
    wish.say(`laying commit ${wish.source.commit.slice(0, 12)} into ${base.name} at ${root}`);
    await writeFile(join(folder, 'Dockerfile'), layingFile(base.facts, root, labels));
    await build(name, folder, wish);
    return { name, root };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Base {
  readonly name: string;
  readonly facts: ImageFacts;
}

async function baseImage(wish: TreeImageWish, tree: () => Promise<string>): Promise<Base> {
  const { environment } = wish.source;
  const name =
    wish.dockerfile === undefined ? (wish.image ?? '') : await builtBase(wish, wish.dockerfile, tree);
  const known = await inspectImage(name, environment);
  if (known) return { name, facts: known };
  wish.say(`pulling ${name}`);
  await runDocker(['pull', name], environment);
  const pulled = await inspectImage(name, environment);
  if (!pulled) throw new UsageError(`--image: the engine has no image ${name}, and pulling it brought none`);
  return { name, facts: pulled };
}

/** The user's own Dockerfile, with their own builder; its context is what is committed. */
async function builtBase(
  { source, slug, instanceId, say }: TreeImageWish,
  dockerfile: string,
  tree: () => Promise<string>,
): Promise<string> {
  const file = resolve(dockerfile);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`--dockerfile: ${file} cannot be read`, { cause });
  });
  const name = `troop-solve/${slug}-base:${digest(JSON.stringify([LAYOUT, source.commit, text]))}`;
  if (await inspectImage(name, source.environment)) return name;
  say(`building ${file}`);
  const labels = Object.entries(imageLabels('tree', file, instanceId)).flatMap(([label, value]) => [
    '--label',
    `${label}=${value}`,
  ]);
  // Engines before BuildKit leave the container of a step that fails.
  const args = ['build', '--force-rm', '--file', file, '--tag', name, ...labels, await tree()];
  await runDocker(args, source.environment).catch((cause: unknown) => {
    throw withoutShell(cause, file) ?? cause;
  });
  return name;
}

/** Where images put what is not a project; a tree laid in there would mix with it. */
const NO_PROJECT = /^(\/|\/root|\/home\/[^/]+|\/go|\/tmp|)$/;

function rootOf({ workingDirectory }: ImageFacts): string {
  return NO_PROJECT.test(workingDirectory) ? '/testbed' : workingDirectory.replace(/\/$/, '');
}

/**
 * The image's user owns the tree, since test scripts run as that user; the refresh makes git's index know the files as
 * they lie in the image, so that no cell has to compare them.
 */
function layingFile(
  { id, user }: ImageFacts,
  root: string,
  labels: Readonly<Record<string, string>>,
): string {
  const owner = user === '' ? '' : `--chown=${user} `;
  const quoted = JSON.stringify(root);
  return [
    `FROM ${id}`,
    'USER root',
    `RUN command -v git || { echo ${NO_GIT}; exit 1; }; rm -rf ${quoted}/.git`,
    `COPY ${owner}${JSON.stringify(['tree', root])}`,
    ...(user === '' ? [] : [`RUN chown ${user} ${quoted}`]),
    `USER ${user === '' ? 'root' : user}`,
    `RUN git -C ${quoted} update-index -q --refresh || true`,
    ...Object.entries(labels).map(([label, value]) => `LABEL ${label}=${JSON.stringify(value)}`),
    '',
  ].join('\n');
}

const NO_GIT = 'troop-found-no-git';

async function build(
  name: string,
  folder: string,
  { source, image, dockerfile }: TreeImageWish,
): Promise<void> {
  // The old builder is in every engine; it takes FROM an image's id, and no step here needs more.
  const env = { ...source.environment, DOCKER_BUILDKIT: '0' };
  await runTool('docker', ['build', '--network', 'none', '--force-rm', '--tag', name, folder], { env }).catch(
    (cause: unknown) => {
      if (!(cause instanceof Error && cause.message.includes(NO_GIT)))
        throw withoutShell(cause, dockerfile ?? image ?? '') ?? cause;
      throw new UsageError(
        `${dockerfile ?? image} has no git, which applies patches: install it there (RUN apt-get install -y git)`,
        { cause },
      );
    },
  );
}

/** An image from scratch can neither apply a patch nor run a test; null where that is not what failed. */
function withoutShell(cause: unknown, what: string): UsageError | null {
  const words = cause instanceof Error ? cause.message : '';
  if (
    !/no image was generated|unable to find user root|"?\/bin\/sh"?: (?:stat \/bin\/sh: )?no such file/i.test(
      words,
    )
  )
    return null;
  return new UsageError(
    `${what} has no shell, which troop runs tests with: begin FROM an image with sh, bash and git in it`,
    { cause },
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
