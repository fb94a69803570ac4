import { createHash, randomUUID } from 'node:crypto';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type Docker from 'dockerode';
import { MachineryError } from '../../../domain/errors.ts';
import { buildImage } from '../build-image.ts';
import type { Placed } from '../check-beginning.ts';
import { engineCall } from '../engine-call.ts';
import { missingImage } from '../engine-failure.ts';
import { hasImage } from '../images/has-image.ts';
import { imageLabels } from '../labels.ts';
import { CLEAN_SCRIPT } from './clean-script.ts';
import { inspectHistory, type Leak } from './inspect-history.ts';
import { INSPECT_SCRIPT } from './inspect-script.ts';

/** Repository of the images that hold no later history; ours alone, and never pulled. */
const CLEAN_REPOSITORY = 'troop-clean';

export interface Cleaning {
  readonly docker: Docker;
  /** Labels of the containers that look into an image. */
  readonly labels: Record<string, string>;
  /** Directory on this machine. */
  readonly cache: string;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  /** The script that makes the derived image; tests pass a weaker one. */
  readonly cleanScript?: string;
}

/**
 * The image in which an instance's code may be looked at: the given one where nothing later than base can be reached
 * in it, else one derived from it, made and checked once per (image id, root, base commit). Throws a MachineryError
 * that names what is left where the derived image leaks too.
 */
export async function withoutFuture(reference: string, placed: Placed, cleaning: Cleaning): Promise<string> {
  const { docker, cache, say, signal, cleanScript = CLEAN_SCRIPT } = cleaning;
  const { image, baseCommit, instanceId } = placed;
  const inspecting = docker.getImage(reference).inspect().catch(missingImage(image.name));
  const { Id: id, Config } = await engineCall(`looking for image ${image.name}`, inspecting);
  // What the scripts are is part of the name: a better one makes a new image, or looks again.
  const recipe = JSON.stringify([id, image.root, baseCommit, INSPECT_SCRIPT, cleanScript]);
  const key = createHash('sha256').update(recipe).digest('hex').slice(0, 24);
  const derived = `${CLEAN_REPOSITORY}:${key}`;
  const seen = join(cache, 'seen', key);
  if (await isThere(seen)) return id;
  if (await hasImage(docker, derived)) return derived;

  const leaks = await inspectHistory(id, placed, { ...cleaning, wanted: 'any' });
  if (leaks.length === 0) {
    await mkdir(dirname(seen), { recursive: true });
    await writeFile(seen, `${image.name}\n`);
    return id;
  }
  say(`${instanceId}: ${image.name} holds more than ${baseCommit.slice(0, 12)} reaches; making ${derived}`);
  // Its name comes last: who sees it may take it for checked.
  const unchecked = `${derived}-${randomUUID().slice(0, 8)}`;
  const build = {
    name: unchecked,
    dockerfile: dockerfileOf(id, placed, cleanScript, Config),
    labels: imageLabels('clean', image.name, instanceId),
    network: false,
  };
  await buildImage(docker, build, signal);
  try {
    const left = await inspectHistory(unchecked, placed, cleaning);
    if (left.length > 0) throw leaking(placed, left);
    const naming = docker.getImage(unchecked).tag({ repo: CLEAN_REPOSITORY, tag: key });
    await engineCall('naming an image', naming);
    return derived;
  } finally {
    // Only this name goes where the image has got the other.
    await engineCall('removing an image', docker.getImage(unchecked).remove());
  }
}

/** The engine's own builder keeps everything else of the image as it is: its user, variables and command. */
function dockerfileOf(
  id: string,
  { image, baseCommit }: Placed,
  script: string,
  { User, Env }: Docker.ImageInspectInfo['Config'],
): string {
  const borrows = (Env ?? []).some((variable) => variable.startsWith('GIT_ALTERNATE_OBJECT_DIRECTORIES='));
  return [
    `FROM ${id}`,
    'USER 0',
    `RUN ${JSON.stringify(['/bin/sh', '-c', script, 'troop', image.root, baseCommit])}`,
    ...(User ? [`USER ${User}`] : []),
    ...(borrows ? ['ENV GIT_ALTERNATE_OBJECT_DIRECTORIES='] : []),
    '',
  ].join('\n');
}

function leaking({ instanceId, image, baseCommit }: Placed, leaks: readonly Leak[]): MachineryError {
  // What can be named by its commit says most.
  const order = leaks.toSorted(
    (one, other) => Number(one.objectId === null) - Number(other.objectId === null),
  );
  const named = order.slice(0, 5).map(({ where, objectId, subject }) => {
    const object = objectId === null ? '' : ` (${objectId.slice(0, 12)} ${JSON.stringify(subject ?? '')})`;
    return `${where}${object}`;
  });
  const more = leaks.length > named.length ? ` and ${leaks.length - named.length} more` : '';
  const message = `${instanceId}: image ${image.name} still shows history later than base commit ${baseCommit}: ${named.join('; ')}${more}. Nothing ran in it; remove that from the image, or have it built from the instance's own recipe`;
  return new MachineryError(message, { transient: false });
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
