import type { Model } from '../../domain/model.ts';
import type { TapeWriter } from './tape-file.ts';

/** Puts each reply on the tape as it comes, before the caller sees it. */
export function recorded(model: Model, tape: TapeWriter): Model {
  return {
    async ask(request, signal) {
      const reply = await model.ask(request, signal);
      const { key, hash } = request;
      tape.append({ key, hash, model: request.model, reply });
      return reply;
    },
  };
}
