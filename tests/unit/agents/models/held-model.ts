import type { Model, ModelRequest, Reply } from '../../../../domain/model.ts';
import { NO_USAGE } from '../../../../domain/usage.ts';
import { requestFor } from '../../../contract/models-request.ts';

export const reply: Reply = { text: 'ok', usage: NO_USAGE, stop: 'end', model: 'm' };

/** A call that a held model was asked and has not answered. */
export interface HeldCall {
  readonly request: ModelRequest;
  answer(reply?: Reply): Promise<void>;
  fail(error: unknown): Promise<void>;
}

/** A model whose calls stand still until the test lets them go. */
export function heldModel(): Model & { readonly calls: HeldCall[]; names(): string[] } {
  const calls: HeldCall[] = [];
  return {
    calls,
    /** Issue and sample of each call, in the order in which they were sent. */
    names: () => calls.map(({ request: { key } }) => `${key.instanceId}${key.sample}`),
    ask(request) {
      return new Promise((resolve, reject) => {
        calls.push({
          request,
          answer: (given = reply) => {
            resolve(given);
            return settled();
          },
          fail: (error) => {
            reject(error);
            return settled();
          },
        });
      });
    },
  };
}

/** Everything that follows from what has happened has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A call that shares a long prefix with all of its issue. */
export function sharing(instanceId: string, sample: number, turn = 1): ModelRequest {
  return requestFor(instanceId, {
    key: { instanceId, role: 'editing', sample, turn },
    prefix: { hash: `files of ${instanceId}`, characters: 300_000 },
  });
}
