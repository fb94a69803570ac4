import type { Issue } from '../../domain/issue.ts';
import { cacheDirectory } from '../../sandbox/cache-directory.ts';
import type { Images } from '../../sandbox/docker/images/open-images.ts';
import type { OwnImage } from '../../sandbox/docker/images/own-images.ts';
import { pruneCache } from '../../sandbox/prune-cache.ts';

export interface Pruned {
  /** `removed` is false where a container or another image still needs it. */
  readonly images: readonly { readonly name: string; readonly removed: boolean }[];
  /** Copies of repositories in the cache that nobody had used for a day. */
  readonly copies: number;
}

/** Removes images that troop made: those of the issues, or all of them where `issues` is null, and stale copies then. */
export async function pruneImages(
  images: Images,
  issues: readonly Issue[] | null,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Pruned> {
  const own = await images.own();
  const wanted = issues === null ? own : own.filter((image) => issues.some((issue) => isOf(issue, image)));
  // Derived ones first: those that they are made of are free then.
  const order = wanted.toSorted(
    (one, other) => Number(other.kind === 'clean') - Number(one.kind === 'clean'),
  );
  const pruned: { name: string; removed: boolean }[] = [];
  for (const image of order) {
    pruned.push({ name: image.names.join(' '), removed: await images.remove(image) });
  }
  const copies = issues === null ? await pruneCache(cacheDirectory(environment), Date.now()) : 0;
  return { images: pruned, copies };
}

function isOf({ instanceId, image }: Issue, own: OwnImage): boolean {
  return own.instanceId === instanceId || own.from === image.name || own.names.includes(image.name);
}
