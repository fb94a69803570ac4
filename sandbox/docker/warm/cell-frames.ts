import type { Frame } from '../demultiplex.ts';
import { endOf } from './warm-runner.ts';

/**
 * Of the frames of a container that runs one cell after the other, those of the cell with this token, without the mark
 * that ends its output. Ends early where the container does.
 */
export async function* cellFrames(frames: AsyncIterator<Frame>, token: string): AsyncGenerator<Frame> {
  const mark = Buffer.from(endOf(token));
  // The last bytes of the output, which may be the beginning of its mark, and of the reports.
  let held: Buffer = Buffer.alloc(0);
  let said: Buffer = Buffer.alloc(0);
  let outputEnded = false;
  while (!(outputEnded && said.equals(mark))) {
    const next = await frames.next();
    if (next.done) break;
    const { channel, bytes } = next.value;
    if (channel === 'stderr') {
      said = tail(Buffer.concat([said, bytes]), mark.length);
      yield { channel, bytes };
      continue;
    }
    const output = Buffer.concat([held, bytes]);
    outputEnded = tail(output, mark.length).equals(mark);
    held = outputEnded ? Buffer.alloc(0) : tail(output, mark.length - 1);
    const whole = output.subarray(0, output.length - (outputEnded ? mark.length : held.length));
    if (whole.length > 0) yield { channel, bytes: whole };
  }
  if (held.length > 0) yield { channel: 'stdout', bytes: held };
}

function tail(bytes: Buffer, length: number): Buffer {
  return bytes.subarray(Math.max(0, bytes.length - length));
}
