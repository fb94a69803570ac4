import { messageText } from '../../domain/message.ts';
import type { Model, ModelRequest } from '../../domain/model.ts';

/** What the model says to a request; may throw, or wait, as a provider does. */
export type Answer = (request: ModelRequest) => string | Promise<string>;

export interface ScriptedModel extends Model {
  /** Every request that was begun, in order. */
  readonly requests: readonly ModelRequest[];
  /** `role/sample/turn` of each. */
  readonly asked: readonly string[];
}

/** A provider in memory: answers as `answer` says, four characters a token, nothing cached. */
export function scriptedModel(answer: Answer): ScriptedModel {
  const requests: ModelRequest[] = [];
  const asked: string[] = [];
  return {
    requests,
    asked,
    async ask(request, signal) {
      signal.throwIfAborted();
      requests.push(request);
      asked.push(callName(request));
      const text = await answer(request);
      const prompt = request.messages.map(messageText).join('');
      const usage = {
        inputTokens: Math.ceil(prompt.length / 4),
        outputTokens: Math.ceil(text.length / 4),
        cacheReadTokens: 0,
        cacheWriteTokens: 0,
      };
      return { text, usage, stop: 'end', model: 'scripted-1' };
    },
  };
}

export function callName({ key: { role, sample, turn } }: Pick<ModelRequest, 'key'>): string {
  return `${role}/${sample}/${turn}`;
}
