import { randomBytes } from 'node:crypto';
import { type Message, messageText } from '../../domain/message.ts';

/** Shorter texts are as quickly encoded as looked up. */
const LONG_CHARS = 1_024;

/** From here on equal texts of different messages are kept once: samples of one issue share their first message. */
const SHARED_CHARS = 16_384;

/** Of shared texts, encoded; the oldest go first. Issues that are open at once need about 0.3 MB each. */
const MOST_SHARED_BYTES = 4 * 1024 ** 2;

export interface SharedTexts {
  /** A message's text for the body of a request, or what stands for it there. */
  of(message: Message): string;
  /** A request's JSON as bytes, each stand-in replaced by the text that it stands for. */
  encode(json: string): Uint8Array[];
}

interface Encoded {
  readonly standIn: string;
  /** The text as it stands between the quotes of a JSON string, in UTF-8. */
  readonly bytes: Buffer;
}

/**
 * Keeps long texts encoded. A conversation goes out again with every turn, and to write the same 300 KB as JSON takes
 * longer than all else about a call; so the SDK gets a short stand-in, and the bytes are put in its place on the way
 * to the socket. A stand-in holds 128 random bits that leave this process nowhere, so no text can look like one.
 */
export function sharedTexts(): SharedTexts {
  const mark = `troop-text-${randomBytes(16).toString('hex')}-`;
  const byMessage = new WeakMap<Message, Encoded>();
  const living = new Map<string, WeakRef<Encoded>>();
  const dead = new FinalizationRegistry<string>((number) => living.delete(number));
  const shared = sharedByText();
  let count = 0;

  function encoded(text: string): Encoded {
    const number = String(++count).padStart(NUMBER_CHARS, '0');
    const bytes = Buffer.from(JSON.stringify(text).slice(1, -1), 'utf8');
    const one = { standIn: mark + number, bytes };
    living.set(number, new WeakRef(one));
    dead.register(one, number);
    return one;
  }

  function fresh(message: Message): Encoded | string {
    const text = messageText(message);
    // A blank text is told by looking at it.
    if (text.length < LONG_CHARS || text.trim() === '') return text;
    const one = encoded(text);
    if (text.length >= SHARED_CHARS) shared.keep(text, one);
    return one;
  }

  return {
    of(message) {
      const known = byMessage.get(message);
      if (known) return known.standIn;
      const [part, ...others] = message.parts;
      // Most of a long conversation.
      if (part && others.length === 0 && part.text.length < LONG_CHARS) return part.text;
      const one = shared.find(message) ?? fresh(message);
      if (typeof one === 'string') return one;
      byMessage.set(message, one);
      return one.standIn;
    },
    encode(json) {
      const pieces: Buffer[] = [];
      let from = 0;
      for (let at = json.indexOf(mark); at >= 0; at = json.indexOf(mark, from)) {
        const end = at + mark.length + NUMBER_CHARS;
        const one = living.get(json.slice(at + mark.length, end))?.deref();
        if (!one) throw new Error('a text was dropped while its request was being made');
        pieces.push(Buffer.from(json.slice(from, at), 'utf8'), one.bytes);
        from = end;
      }
      pieces.push(Buffer.from(json.slice(from), 'utf8'));
      return joined(pieces);
    },
  };
}

const NUMBER_CHARS = 12;

/** Encoded texts, as far as they find room. A message is compared with them part by part: to join it would be to copy it. */
function sharedByText() {
  const kept = new Map<string, Encoded>();
  let keptBytes = 0;
  return {
    find({ parts }: Message): Encoded | undefined {
      const length = parts.reduce((sum, { text }) => sum + text.length, 0);
      if (length < SHARED_CHARS) return undefined;
      for (const [text, one] of kept) if (text.length === length && isMadeOf(text, parts)) return one;
      return undefined;
    },
    keep(text: string, one: Encoded): void {
      kept.set(text, one);
      keptBytes += one.bytes.length;
      for (const [oldest, { bytes }] of kept) {
        if (keptBytes <= MOST_SHARED_BYTES) break;
        kept.delete(oldest);
        keptBytes -= bytes.length;
      }
    },
  };
}

function isMadeOf(text: string, parts: Message['parts']): boolean {
  let at = 0;
  return parts.every((part) => {
    const isThere = text.startsWith(part.text, at);
    at += part.text.length;
    return isThere;
  });
}

/** Runs of small pieces copied into one: a socket takes a few large buffers faster than many small ones. */
function joined(pieces: readonly Buffer[]): Buffer[] {
  const large: Buffer[] = [];
  let run: Buffer[] = [];
  for (const piece of pieces) {
    if (piece.length < SHARED_CHARS) run.push(piece);
    else {
      large.push(Buffer.concat(run), piece);
      run = [];
    }
  }
  return [...large, Buffer.concat(run)].filter((piece) => piece.length > 0);
}
