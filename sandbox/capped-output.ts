/** Collects a stream in bounded memory: its first and its last bytes. */
export interface CappedOutput {
  add(chunk: Uint8Array): void;
  /** What was collected so far; invalid UTF-8 is replaced, and a cut never splits a character. */
  text(): string;
}

const FIRST_BYTES = 4_096;

/** Keeps at most `limitBytes`, half from either end; a line between them says how many bytes are missing. */
export function createCappedOutput(limitBytes: number): CappedOutput {
  const mostHead = Math.ceil(limitBytes / 2);
  // Grows with what comes: most outputs are a few lines.
  let head = Buffer.alloc(Math.min(FIRST_BYTES, mostHead));
  // A ring: the newest byte overwrites the oldest. Not there before the head is full.
  let ring = Buffer.alloc(0);
  let headBytes = 0;
  let restBytes = 0;

  function addToHead(chunk: Uint8Array): void {
    if (headBytes + chunk.length > head.length) {
      const grown = Buffer.alloc(Math.min(mostHead, Math.max(head.length * 2, headBytes + chunk.length)));
      grown.set(head);
      head = grown;
    }
    head.set(chunk, headBytes);
    headBytes += chunk.length;
  }

  function addToRing(chunk: Uint8Array): void {
    if (restBytes === 0) ring = Buffer.alloc(Math.floor(limitBytes / 2));
    const kept = chunk.subarray(Math.max(0, chunk.length - ring.length));
    const at = ring.length === 0 ? 0 : (restBytes + chunk.length - kept.length) % ring.length;
    const untilEnd = kept.subarray(0, ring.length - at);
    ring.set(untilEnd, at);
    ring.set(kept.subarray(untilEnd.length), 0);
    restBytes += chunk.length;
  }

  function tail(): Buffer {
    if (restBytes <= ring.length) return ring.subarray(0, restBytes);
    const oldest = restBytes % ring.length;
    return Buffer.concat([ring.subarray(oldest), ring.subarray(0, oldest)]);
  }

  return {
    add(chunk) {
      const taken = chunk.subarray(0, mostHead - headBytes);
      addToHead(taken);
      if (taken.length < chunk.length) addToRing(chunk.subarray(taken.length));
    },
    text() {
      const start = head.subarray(0, headBytes);
      if (restBytes <= ring.length) return decode(Buffer.concat([start, ring.subarray(0, restBytes)]));
      const before = withoutCutEnd(start);
      const after = withoutCutStart(ring.length === 0 ? ring : tail());
      const leftOut = headBytes + restBytes - before.length - after.length;
      return `${decode(before)}\n[... ${leftOut} bytes left out ...]\n${decode(after)}`;
    },
  };
}

const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

function withoutCutStart(bytes: Buffer): Buffer {
  let from = 0;
  while (from < 3 && isContinuation(bytes[from])) from += 1;
  return bytes.subarray(from);
}

function withoutCutEnd(bytes: Buffer): Buffer {
  let lead = bytes.length - 1;
  while (lead > bytes.length - 4 && isContinuation(bytes[lead])) lead -= 1;
  const first = bytes[lead] ?? 0;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  return lead + length > bytes.length ? bytes.subarray(0, Math.max(lead, 0)) : bytes;
}
