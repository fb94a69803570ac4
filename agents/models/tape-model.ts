import { MachineryError } from '../../domain/errors.ts';
import { callKeyText, type Model } from '../../domain/model.ts';
import { tapeKey } from '../../domain/tape.ts';
import type { Tape } from './tape-file.ts';

export interface TapeOptions {
  /** Whether a request that differs from the recorded one fails instead of being warned of. */
  readonly strict: boolean;
  readonly warn: (message: string) => void;
}

/** Answers from a recording; a call that is not on it fails with the call's name. Nothing is awaited, nothing costs. */
export function tapeModel(tape: Pick<Tape, 'path' | 'entries'>, { strict, warn }: TapeOptions): Model {
  const warned = new Set<string>();
  return {
    async ask({ key, hash }, signal) {
      signal.throwIfAborted();
      const name = tapeKey(key);
      const entry = tape.entries.get(name);
      if (!entry) {
        throw new MachineryError(
          `no reply to ${callKeyText(key)} on the tape ${tape.path}; record it again`,
          {
            transient: false,
          },
        );
      }
      if (entry.hash !== hash) {
        const differs = `${callKeyText(key)} asks something else than when ${tape.path} was recorded`;
        if (strict)
          throw new MachineryError(`${differs}; record it again or leave out --strict-tape`, {
            transient: false,
          });
        if (!warned.has(name)) warn(differs);
        warned.add(name);
      }
      return entry.reply;
    },
  };
}
