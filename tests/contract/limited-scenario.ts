import type { AnswerInput } from '../fake-server/answer.ts';
import type { Call, Scenario } from '../fake-server/scenario.ts';

/** What a key is allowed, as both providers document it: a bucket that fills all the time. */
export const PER_SECOND = 20;
/** What is left of it as the test begins. */
export const LEFT = 20;

interface Bucket {
  level: number;
  atMs: number;
}

const buckets = new Map<string, Bucket>();

/** Keeps a limit of requests for each model; a model named `told-...` hears of it in every response. */
const scenario: Scenario = ({ api, model }) => {
  const bucket = buckets.get(model) ?? { level: LEFT, atMs: Date.now() };
  buckets.set(model, bucket);
  bucket.level += ((Date.now() - bucket.atMs) / 1000) * PER_SECOND;
  bucket.atMs = Date.now();
  const isRefused = bucket.level < 1;
  if (!isRefused) bucket.level -= 1;
  const headers = model.startsWith('told-') ? limitHeaders(api, Math.floor(bucket.level)) : {};
  return isRefused ? { headers, ...refusal(bucket) } : { text: 'ok', delayMs: 30, headers };
};
export default scenario;

function refusal({ level }: Bucket): AnswerInput {
  return { fault: { kind: 'status', status: 429, retryAfterMs: ((1 - level) / PER_SECOND) * 1000 } };
}

function limitHeaders(api: Call['api'], left: number): Record<string, string> {
  const limit = String(PER_SECOND * 60);
  return api === 'anthropic'
    ? { 'anthropic-ratelimit-requests-limit': limit, 'anthropic-ratelimit-requests-remaining': String(left) }
    : { 'x-ratelimit-limit-requests': limit, 'x-ratelimit-remaining-requests': String(left) };
}
