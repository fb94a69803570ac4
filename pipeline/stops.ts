import type { StopCondition } from './interpret.ts';

/** At most this many model calls. */
export function turnLimit(turns: number): StopCondition {
  return (progress) => (progress.turns >= turns ? 'turn-limit' : null);
}

/** No further call once the conversation, as the provider counted it last, has this many tokens. */
export function contextLimit(tokens: number): StopCondition {
  return (progress) => (progress.contextTokens >= tokens ? 'context-limit' : null);
}

/** No further call after this much wall time; a resumed trajectory starts its clock anew. */
export function timeLimit(ms: number | null): StopCondition {
  return (progress) => (ms !== null && progress.elapsedMs >= ms ? 'time-limit' : null);
}

/** No further call once the trajectory itself has cost this much. */
export function costLimit(usd: number | null): StopCondition {
  return (progress) => (usd !== null && progress.costUsd >= usd ? 'cost-limit' : null);
}
