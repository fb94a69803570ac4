import { textMessage } from '../../domain/message.ts';
import type { Model, ModelRequest, Reply } from '../../domain/model.ts';

/** A request that the scenario tells by its instance id. */
export function requestFor(instanceId: string, over: Partial<ModelRequest> = {}): ModelRequest {
  const key = { instanceId, role: 'testing', sample: 0, turn: 1 } as const;
  return {
    key,
    model: 'model-1',
    messages: [textMessage('system', 'You write tests.'), textMessage('user', `The issue ${instanceId}.`)],
    temperature: 0.5,
    maxOutputTokens: 4_096,
    cacheAfter: [0],
    callId: `run/${instanceId}/${key.role}/${key.sample}/1/${key.turn}`,
    hash: `hash of ${instanceId}`,
    ...over,
  };
}

/** Asks without ever cancelling. */
export function ask(model: Model, request: ModelRequest): Promise<Reply> {
  return model.ask(request, new AbortController().signal);
}

/** What the call threw; fails where it answered. */
export async function thrownBy(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
  } catch (error) {
    return error;
  }
  throw new Error('the call answered, although it should have thrown');
}
