import type { Ceilings } from '../../../../agents/models/rate-limits.ts';
import { traffic } from '../../../../agents/models/traffic.ts';
import type { ModelRequest } from '../../../../domain/model.ts';
import { heldModel } from './held-model.ts';

export const NO_LIMITS: Ceilings = {
  requestsPerMinute: null,
  inputTokensPerMinute: null,
  outputTokensPerMinute: null,
};

export const MINUTE_MS = 60_000;

/** Traffic under a clock of the test's own. */
export function junction(over: { slots?: number; stopping?: AbortSignal; keys?: number } = {}) {
  const clock = { nowMs: 0 };
  const models = Array.from({ length: over.keys ?? 1 }, heldModel);
  const inTurn = traffic({
    slots: over.slots ?? 100,
    cacheTtl: '5m',
    limits: NO_LIMITS,
    now: () => clock.nowMs,
    ...(over.stopping && { stopping: { signal: over.stopping, because: () => new Error('stopped') } }),
  });
  const model = inTurn({ models, countsReads: false });
  const never = new AbortController().signal;
  const ask = (...requests: ModelRequest[]): void => {
    for (const request of requests) void model.ask(request, never).catch(() => undefined);
  };
  const [first = heldModel(), second = heldModel()] = models;
  return { clock, ask, model, first, second };
}

export async function answerAll(model: ReturnType<typeof heldModel>): Promise<void> {
  for (let at = 0; at < model.calls.length; at++) await model.calls[at]?.answer();
}
