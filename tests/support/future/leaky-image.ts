import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import type { Placed } from '../../../sandbox/docker/check-beginning.ts';
import type { Leak } from '../../../sandbox/docker/history/inspect-history.ts';
import type { Cleaning } from '../../../sandbox/docker/history/without-future.ts';
import { filesOfImage, imageOfFiles } from './image-of-files.ts';
import { type LeakSource, makeLeakSource } from './leak-source.ts';
import { LEAKS, makeTestbed } from './leaks.ts';
import { observeBytes, type Wanted } from './observe-history.ts';

export const KINDS = Object.keys(LEAKS);

/** Where the leaks are planted; the rest of the image is Debian. */
export const FOLDERS = ['/testbed', '/opt'];

/** An image as an observer sees it: the files in which each kind's secret is found, by kind. */
export type Seen = ReadonlyMap<string, readonly string[]>;

/** An image whose repository shows later history in every way at once, each with a secret of its own. */
export interface LeakyImage {
  /** Folder for whatever the test needs. */
  readonly place: string;
  readonly source: LeakSource;
  /** The same work tree before anything was planted. */
  readonly pristine: string;
  readonly name: string;
  readonly placed: Placed;
  readonly wanted: ReadonlyMap<string, Wanted>;
  cleaning(): Cleaning;
  look(image: string): Promise<Seen>;
  /** Whether leaks tell of a kind, as it was seen: by its commit, its text, or a place that holds it. */
  isNamed(kind: string, leaks: readonly Leak[], seen: Seen): boolean;
  close(): Promise<void>;
}

/** What of a commit of their own shows these. */
const OWN_REFS: Readonly<Record<string, RegExp>> = {
  'tag of a tag of an old commit': /^refs\/tags\/v5$/,
  stash: /^refs\/stash$/,
  notes: /^refs\/notes\/commits$/,
};

export async function makeLeakyImage(docker: Docker): Promise<LeakyImage> {
  const place = await mkdtemp(join(await realpath(tmpdir()), 'troop-test-future-'));
  const source = await makeLeakSource(join(place, 'source'));
  const files = join(place, 'files');
  const testbed = await makeTestbed(source, files);
  const pristine = join(place, 'pristine');
  await cp(testbed, pristine, { recursive: true });
  const wanted = new Map<string, Wanted>();
  for (const [index, [kind, plant]] of Object.entries(LEAKS).entries()) {
    const secret = `secret-${index}-${kind.replaceAll(/\W/g, '')}`;
    const later = await source.later(secret);
    wanted.set(kind, { secret, later });
    await plant({ source, files, testbed, secret, later });
  }
  const name = await imageOfFiles(docker, files, ['USER 1000:1000', 'CMD ["sleep", "7"]', 'ENV KEPT=yes']);
  const image = { name, root: '/testbed', setup: '' };
  return {
    place,
    source,
    pristine,
    name,
    placed: { instanceId: 'test__future-1', baseCommit: source.base, image },
    wanted,
    cleaning: () => {
      const cache = join(place, 'cache');
      return { docker, labels: {}, cache, say: () => {}, signal: AbortSignal.timeout(120_000) };
    },
    async look(looked) {
      const folder = await mkdtemp(join(place, 'seen-'));
      await filesOfImage(docker, looked, FOLDERS, folder);
      const seen = new Map<string, readonly string[]>();
      for (const [kind, one] of wanted) seen.set(kind, await observeBytes(folder, one));
      return seen;
    },
    isNamed: (kind, leaks, seen) =>
      leaks.some((leak) => isOf(leak, kind, wanted.get(kind), seen.get(kind) ?? [])),
    async close() {
      await docker.getImage(name).remove();
      await rm(place, { recursive: true });
    },
  };
}

function isOf(
  { where, objectId, subject }: Leak,
  kind: string,
  wanted: Wanted | undefined,
  paths: readonly string[],
): boolean {
  if (wanted === undefined) return false;
  if (objectId === wanted.later || `${where} ${subject}`.includes(wanted.secret)) return true;
  const places = where.split(/ in |,/).map((part) => part.trim());
  return (
    OWN_REFS[kind]?.test(where) === true ||
    paths.some((path) => places.some((found) => found !== '' && `/${path}`.startsWith(found)))
  );
}
