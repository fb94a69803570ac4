import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DevInstance } from './material.ts';
import { runTool } from './run-tool.ts';
import { fetchSdist } from './sdist.ts';
import { makeSourceTree } from './source-tree.ts';
import { unittestNames } from './unittest-names.ts';

/** Raised when tree or layout are made in another way, so that images of the old one are made anew. */
const LAYOUT = 3;

/** What every command in such an image needs first, as in images of the official layout. */
export const ACTIVATION = 'source /opt/miniconda3/bin/activate && conda activate testbed';

const BASE_IMAGE = fileURLToPath(new URL('../base-image.sh', import.meta.url));

export interface BuiltImage {
  readonly name: string;
  /** Id of the commit checked out at /testbed. */
  readonly commit: string;
}

/**
 * The image with the instance's code at /testbed, laid out like the official ones: their activation script and
 * environment folder, with Debian's Python behind them. Built only where the engine does not have it.
 */
export async function instanceImage(
  instance: DevInstance,
  cache: string,
  say: (line: string) => void,
): Promise<BuiltImage> {
  const name = `troop-dev/${instance.id}:${recipeOf(instance)}`;
  const found = await commitOf(name);
  if (found !== null) return { name, commit: found };
  const base = await baseImage(instance);
  const context = await mkdtemp(join(tmpdir(), 'troop-dev-'));
  try {
    say(`${instance.id}: ${instance.release.sdist}`);
    const sdist = await fetchSdist(instance.release, cache);
    const commit = await makeSourceTree(instance, sdist, join(context, 'testbed'));
    await writeLayout(instance, join(context, 'layout'), cache);
    await writeFile(join(context, 'Dockerfile'), dockerfile(base, commit, unittestNames(instance)));
    say(`${instance.id}: ${name}`);
    // The old builder is in every engine; the new one is a plugin that distributions leave out.
    const env = { ...process.env, DOCKER_BUILDKIT: '0' };
    await runTool('docker', ['build', '--quiet', '--network', 'none', '--force-rm', '--tag', name, context], {
      env,
    });
    return { name, commit };
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

function recipeOf({ official, release, base, gold, testPatch }: DevInstance): string {
  const undone = release.reverse_fix === null ? null : [gold, testPatch];
  const recipe = JSON.stringify([
    LAYOUT,
    release.sha256,
    undone,
    release.setup,
    unittestNames({ official }),
    base,
  ]);
  return createHash('sha256').update(recipe).digest('hex').slice(0, 16);
}

async function commitOf(image: string): Promise<string | null> {
  const label = '{{index .Config.Labels "troop.commit"}}';
  const commit = await runTool('docker', ['image', 'inspect', '--format', label, image]).catch(() => '');
  return /^[0-9a-f]{40}$/.test(commit.trim()) ? commit.trim() : null;
}

async function baseImage({ release, base }: DevInstance): Promise<string> {
  const name = `troop-dev-base/${release.image}`;
  await runTool(BASE_IMAGE, [name, base.debian, ...base.packages]);
  return name;
}

/** The refresh makes git's index know the files as they lie in the image, so that no cell has to compare them. */
function dockerfile(base: string, commit: string, steps: readonly string[]): string {
  return [
    `FROM ${base}`,
    'COPY layout /',
    'COPY testbed /testbed',
    `RUN ${[...steps, '{ git -C /testbed update-index -q --refresh || true; }'].join(' && ')}`,
    'WORKDIR /testbed',
    `LABEL troop.commit=${commit}`,
    '',
  ].join('\n');
}

async function writeLayout({ release, base }: DevInstance, root: string, cache: string): Promise<void> {
  const conda = join(root, 'opt/miniconda3');
  const programs = join(conda, 'envs/testbed/bin');
  await mkdir(join(conda, 'bin'), { recursive: true });
  await mkdir(programs, { recursive: true });
  for (const program of ['python', 'python3']) await symlink('/usr/bin/python3', join(programs, program));
  await writeFile(join(conda, 'bin/activate'), ACTIVATE);
  await writeFile(join(conda, 'envs/testbed/setup.sh'), `cd /testbed\n${release.setup}\n`);
  await unpackWheels(base.pypi_wheels, join(root, 'usr/lib/python3/dist-packages'), cache);
}

/** Without an index pip fails at once where it would otherwise try for long to reach one. */
const ACTIVATE = `# Sourced by bash; stands in for conda's, with one environment.
conda() {
  [ "\${1:-}" = activate ] || return 0
  export CONDA_DEFAULT_ENV=testbed PIP_NO_INDEX=1
  case ":$PATH:" in
    *:/opt/miniconda3/envs/testbed/bin:*) ;;
    *) export PATH="/opt/miniconda3/envs/testbed/bin:$PATH" ;;
  esac
  local before=$PWD
  . /opt/miniconda3/envs/testbed/setup.sh
  cd "$before"
}
`;

async function unpackWheels(specs: readonly string[], target: string, cache: string): Promise<void> {
  for (const spec of specs) {
    const folder = join(cache, 'wheels', spec);
    const present = await readdir(folder).catch(() => []);
    if (!present.some(isWheel)) {
      const pip = [
        '-m',
        'pip',
        'download',
        '--quiet',
        '--no-deps',
        '--only-binary',
        ':all:',
        '--dest',
        folder,
        spec,
      ];
      await runTool('python3', pip);
    }
    for (const wheel of (await readdir(folder)).filter(isWheel)) {
      await mkdir(target, { recursive: true });
      await runTool('python3', ['-m', 'zipfile', '-e', join(folder, wheel), target]);
    }
  }
}

function isWheel(file: string): boolean {
  return file.endsWith('.whl');
}
