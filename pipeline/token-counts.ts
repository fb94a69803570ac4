import { createBreather } from './breather.ts';
import { tokensOf } from './tokens.ts';

/** Long texts are counted in pieces of whole lines, so that no single count holds the event loop. */
const PIECE_CHARS = 4_096;

/** Issues of one repository share most of their files: a count is kept by the file's blob. */
const kept = new Map<string, number>();
/** About 10 MB; beyond it the oldest go. */
const KEPT_BLOBS = 100_000;

/** Tokens of a file, counted once for each blob. */
export async function tokensOfBlob(
  { blobId, text }: { readonly blobId: string; readonly text: string },
  breathe = createBreather(),
): Promise<number> {
  const known = kept.get(blobId);
  if (known !== undefined) return known;
  let tokens = 0;
  for (const piece of piecesOf(text)) {
    tokens += tokensOf(piece);
    await breathe();
  }
  kept.set(blobId, tokens);
  const [oldest] = kept.keys();
  if (kept.size > KEPT_BLOBS && oldest !== undefined) kept.delete(oldest);
  return tokens;
}

function* piecesOf(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const newline = text.lastIndexOf('\n', start + PIECE_CHARS);
    const end = newline > start ? newline : Math.min(start + PIECE_CHARS, text.length);
    const whole = text.length - start <= PIECE_CHARS ? text.length : end;
    yield text.slice(start, whole);
    start = whole;
  }
}
