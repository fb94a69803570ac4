import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';

/** A text on its way into `blobs`, compressed before the store is called. */
export interface PackedText {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly codec: 'plain' | 'deflate';
  readonly content: Buffer;
}

const deflate = promisify(deflateRaw);

/** Below this, compression costs more than it saves. */
const SMALL_BYTES = 256;

export async function packText(text: string): Promise<PackedText> {
  const plain = Buffer.from(text, 'utf8');
  const sha256 = createHash('sha256').update(plain).digest('hex');
  const sizeBytes = plain.length;
  if (sizeBytes < SMALL_BYTES) return { sha256, sizeBytes, codec: 'plain', content: plain };
  return { sha256, sizeBytes, codec: 'deflate', content: await deflate(plain) };
}
