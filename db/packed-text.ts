import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync } from 'node:zlib';

/** A text on its way into `blobs`, compressed before the store is called. */
export interface PackedText {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly codec: 'plain' | 'deflate';
  readonly content: Buffer;
}

const deflate = promisify(deflateRaw);

/** Below this, compression costs more than it saves: most of such texts are ids, and a third of one is won. */
const SMALL_BYTES = 512;

/** Up to here a trip to the thread pool costs more than the compression itself, three times as much for 1 KB. */
const QUICK_BYTES = 16 * 1024;

/** Length of the texts that are remembered with what they were packed into. */
const MOST_RECENT_CHARS = 1024 ** 2;

const recent = recentTexts();

/** Packs a text. The patch and the script of a turn come by several times each, so the newest texts are remembered. */
export async function packText(text: string): Promise<PackedText> {
  const known = recent.get(text);
  if (known) return known;
  const plain = Buffer.from(text, 'utf8');
  const sha256 = createHash('sha256').update(plain).digest('hex');
  const sizeBytes = plain.length;
  const isSmall = sizeBytes < SMALL_BYTES;
  const packed: PackedText = {
    sha256,
    sizeBytes,
    codec: isSmall ? 'plain' : 'deflate',
    content: isSmall ? plain : await deflated(plain),
  };
  recent.add(text, packed);
  return packed;
}

async function deflated(plain: Buffer): Promise<Buffer> {
  // Else zlib sets 16 KB aside for the smallest result, and the result keeps them all.
  const options = { chunkSize: Math.max(plain.length, SMALL_BYTES) };
  return plain.length <= QUICK_BYTES ? deflateRawSync(plain, options) : deflate(plain);
}

/** The newest texts that fit; longer ones than a tenth of the room are not worth it. */
function recentTexts() {
  const kept = new Map<string, PackedText>();
  let chars = 0;
  return {
    get: (text: string) => (text.length > MOST_RECENT_CHARS / 10 ? undefined : kept.get(text)),
    add(text: string, packed: PackedText): void {
      if (text.length > MOST_RECENT_CHARS / 10 || kept.has(text)) return;
      kept.set(text, packed);
      chars += text.length;
      for (const oldest of kept.keys()) {
        if (chars <= MOST_RECENT_CHARS) break;
        kept.delete(oldest);
        chars -= oldest.length;
      }
    },
  };
}
