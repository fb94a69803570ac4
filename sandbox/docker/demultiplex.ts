const HEADER_BYTES = 8;

export interface Frame {
  readonly channel: 'stdout' | 'stderr';
  readonly bytes: Buffer;
}

/**
 * Takes an attached container's stream apart (engine API, "stream format": a byte for the channel, three of
 * padding, four of length, then the bytes). Parts of a frame are passed on as they come, so nothing is held back.
 */
export async function* demultiplex(stream: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let header = Buffer.alloc(0);
  let channel: Frame['channel'] = 'stdout';
  let left = 0;
  for await (const chunk of stream) {
    let at = 0;
    while (at < chunk.length) {
      if (left === 0) {
        const part = chunk.subarray(at, at + HEADER_BYTES - header.length);
        header = Buffer.concat([header, part]);
        at += part.length;
        if (header.length < HEADER_BYTES) break;
        channel = header[0] === 2 ? 'stderr' : 'stdout';
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
        continue;
      }
      const bytes = chunk.subarray(at, at + left);
      at += bytes.length;
      left -= bytes.length;
      yield { channel, bytes };
    }
  }
}
