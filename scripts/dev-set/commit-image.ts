import { randomUUID } from 'node:crypto';
import { runTool } from './run-tool.ts';

/** Where what an image is made with lies while it is made; the program removes it. */
const INSIDE = '/var/tmp/troop';

export interface ImageSteps {
  /** The image to start from. */
  readonly from: string;
  /** Folder on this machine with the bash file `program` and all that it needs beside it. */
  readonly folder: string;
  /** Run as root without a network. */
  readonly program: string;
  /** Folder on this machine whose content goes to a path of the image. */
  readonly tree?: { readonly local: string; readonly inside: string };
  /** Dockerfile lines that `docker commit` knows: LABEL, ENV, WORKDIR. */
  readonly changes: readonly string[];
  readonly name: string;
}

/**
 * Makes an image, one layer on another, out of what a program leaves in a container: without the copies that a
 * builder makes of its context. Throws a MachineryError with the program's last words.
 */
export async function commitImage(steps: ImageSteps, signal: AbortSignal): Promise<void> {
  const { from, folder, program, tree, changes, name } = steps;
  const docker = (...args: string[]) => runTool('docker', args, { signal });
  // A name, since a label would stay on the image and on all that is run from it.
  const container = `troop-build-${randomUUID()}`;
  await docker('create', '--network', 'none', '--name', container, from, 'bash', `${INSIDE}/${program}`);
  try {
    await docker('cp', `${folder}/.`, `${container}:${INSIDE}`);
    if (tree) await docker('cp', `${tree.local}/.`, `${container}:${tree.inside}`);
    await docker('start', '--attach', container);
    const all = ['CMD ["/bin/bash"]', ...changes].flatMap((change) => ['--change', change]);
    await docker('commit', '--pause=false', ...all, container, name);
  } finally {
    // Not under the signal: an interrupted build leaves no container behind.
    await runTool('docker', ['rm', '--force', '--volumes', container]);
  }
}

/** The value of an image's label, null where there is no such image or label. */
export async function imageLabel(image: string, label: string, signal: AbortSignal): Promise<string | null> {
  const format = `{{index .Config.Labels ${JSON.stringify(label)}}}`;
  const args = ['image', 'inspect', '--format', format, image];
  const found = await runTool('docker', args, { signal }).catch(() => '');
  signal.throwIfAborted();
  return found.trim() || null;
}

/**
 * Gives one of our images with this label, `key=value`, another name; false where there is none. Others' images may
 * have a label from the image that they were made of.
 */
export async function nameAlso(label: string, name: string, signal: AbortSignal): Promise<boolean> {
  const filters = ['--filter', `label=${label}`, '--filter', 'reference=troop-dev/*'];
  const args = ['images', '--quiet', ...filters];
  const [id] = (await runTool('docker', args, { signal })).split('\n');
  if (!id) return false;
  await runTool('docker', ['tag', id, name], { signal });
  return true;
}
