import type { Store } from '../db/store.ts';
import type { ImportDetails, Run } from '../domain/records.ts';
import { scanPatch } from '../domain/scan-patch.ts';
import { packPatch } from './agent-cells.ts';

/** What another agent proposes for one instance. */
export interface OfferedPatch {
  readonly instanceId: string;
  /** Null or blank where it proposes nothing. */
  readonly patch: string | null;
  /** Names the source; see `candidate_sources`. */
  readonly origin: string;
  readonly details?: ImportDetails;
  /** Where in its file it stands, for messages. */
  readonly place?: string;
}

export interface Refused {
  readonly instanceId: string;
  readonly reason: string;
  readonly place?: string;
}

export interface Imported {
  /** Patches that are candidates now, or have one more source. */
  readonly candidates: number;
  /** Patches that the run had from the same source. */
  readonly already: number;
  readonly empty: number;
  /** Instance ids that the run does not have. */
  readonly unknown: readonly string[];
  /** Offers for those; one instance may have several. */
  readonly strangers: number;
  /** Texts that are no patch: they could only ever fail to apply, so whoever made them should know. */
  readonly refused: readonly Refused[];
}

/**
 * Stores offered patches as candidates of a run, those of instances that it has. Empty ones are counted and not
 * stored, texts without a diff are refused one by one. Offering a patch twice is a no-op, and told as such.
 */
export async function importPatches(
  store: Store,
  run: Run,
  offers: readonly OfferedPatch[],
): Promise<Imported> {
  const known = new Set(store.issues(run.id).map((issue) => issue.instanceId));
  const unknown = new Set<string>();
  const refused: Refused[] = [];
  let candidates = 0;
  let already = 0;
  let empty = 0;
  let strangers = 0;
  for (const { instanceId, patch, origin, details, place } of offers) {
    const refuse = (reason: string) => refused.push({ instanceId, reason, ...(place && { place }) });
    if (!known.has(instanceId)) {
      unknown.add(instanceId);
      strangers += 1;
    } else if (!patch?.trim()) empty += 1;
    else if (!hasChange(patch)) refuse(noDiff(patch, details));
    else if (!isReadable(patch))
      refuse('no tool can read it: a hunk does not have the lines that its @@ line announces');
    else {
      const isNew = store.importCandidate(run.id, instanceId, origin, await packPatch(patch), details);
      if (isNew) candidates += 1;
      else already += 1;
    }
  }
  return { candidates, already, empty, unknown: [...unknown], strangers, refused };
}

/** Whether a text holds a diff that changes anything: a line, a mode or a name. */
export function hasChange(patch: string): boolean {
  return scanPatch(patch).files.some(({ groups, traits }) => groups.length > 0 || traits.length > 0);
}

/**
 * Whether any of the commands that put patches on could read it. GNU patch forgives most: it takes a line of context
 * whose blank was lost, and up to three empty lines that were cut from the end.
 */
export function isReadable(patch: string): boolean {
  const forgiven = patch.replaceAll(/^[\t=]/gm, ' $&');
  return [patch, forgiven, `${forgiven}\n\n\n`].some((text) => scanPatch(text).whole);
}

const QUOTED_CHARS = 60;

/** Agents that fail leave an error's text where the patch should be. */
function noDiff(patch: string, details: ImportDetails | undefined): string {
  const [line = ''] = patch.trim().split('\n', 1);
  const quoted = JSON.stringify(line.length > QUOTED_CHARS ? `${line.slice(0, QUOTED_CHARS)}...` : line);
  const ending = details?.exitStatus ? ` (the agent ended with ${details.exitStatus})` : '';
  const what = /^(?:diff --git|--- )/m.test(patch) ? 'its diff has no whole hunk' : 'no diff in it';
  return `${what}: ${quoted}${ending}`;
}
