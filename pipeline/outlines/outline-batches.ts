import type { FileOutline } from '../../agents/outlines.ts';
import { createBreather } from '../breather.ts';
import type { SourceFile } from '../source-files.ts';
import { tokensOf } from '../tokens.ts';
import { outlineOf } from './outline.ts';

export interface Outlined {
  readonly source: SourceFile;
  readonly outline: string;
}

/** No file takes more of a call than this part of it; a longer outline is cut, and says so. */
const MOST_OF_CALL = 1 / 4;

/** Around each outline, beside the file's path. */
const TAG_TOKENS = 16;

/** Outlines of files, in their order, in as few groups as `tokenLimit` allows each. */
export async function outlineBatches(
  files: readonly SourceFile[],
  tokenLimit: number,
): Promise<Outlined[][]> {
  const breathe = createBreather();
  const batches: Outlined[][] = [];
  let room = 0;
  for (const source of files) {
    const { outline, outlineTokens } = shortened(outlineOf(source), Math.floor(tokenLimit * MOST_OF_CALL));
    const tokens = outlineTokens + tokensOf(source.path) + TAG_TOKENS;
    await breathe();
    if (tokens > room || batches.length === 0) {
      batches.push([]);
      room = tokenLimit;
    }
    batches.at(-1)?.push({ source, outline });
    room -= tokens;
  }
  return batches;
}

/** As a prompt shows them. */
export function fileOutlines(batch: readonly Outlined[]): FileOutline[] {
  return batch.map(({ source: { path, tokens }, outline }) => ({ path, tokens, outline }));
}

/** Whole lines of an outline. */
function shortened(outline: string, tokenLimit: number) {
  const outlineTokens = tokensOf(outline);
  if (outlineTokens <= tokenLimit) return { outline, outlineTokens };
  const lines = outline.split('\n');
  let kept = 0;
  let tokens = 0;
  for (const line of lines) {
    const more = tokensOf(`${line}\n`);
    if (tokens + more > tokenLimit) break;
    tokens += more;
    kept += 1;
  }
  const rest = `... (${lines.length - kept} more lines)`;
  return { outline: [...lines.slice(0, kept), rest].join('\n'), outlineTokens: tokens };
}
