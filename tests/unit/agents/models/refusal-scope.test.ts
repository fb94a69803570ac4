import { expect, it } from 'vitest';
import { refusalScope } from '../../../../agents/models/refusal-scope.ts';

/** As the providers write them. */
it.each([
  [401, 'authentication_error', 'invalid x-api-key', 'key'],
  [402, undefined, 'Insufficient credits. Add more using https://openrouter.ai/credits', 'key'],
  [403, 'permission_error', 'Your API key does not have permission to use the specified resource.', 'key'],
  [
    403,
    undefined,
    'Your chosen model requires moderation and your input was flagged for "violence/graphic"',
    'call',
  ],
  [
    400,
    'invalid_request_error',
    'Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits.',
    'key',
  ],
  [429, 'insufficient_quota', 'You exceeded your current quota, please check your plan and billing.', 'key'],
  [404, 'model_not_found', 'The model `gpt-9` does not exist or you do not have access to it.', 'model'],
  [404, 'not_found_error', 'model: claude-9', 'model'],
  [
    400,
    'unsupported_parameter',
    "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    'model',
  ],
  [400, 'invalid_request_error', 'context_management: Extra inputs are not permitted', 'model'],
  [400, 'invalid_request_error', 'adaptive thinking is not supported on this model', 'model'],
  [
    400,
    'invalid_request_error',
    'max_tokens: 65536 > 64000, which is the maximum allowed number of output tokens for claude-sonnet-4-5',
    'model',
  ],
  [400, undefined, 'gpt-9 is not a valid model ID', 'model'],
  [400, 'invalid_request_error', 'prompt is too long: 208310 tokens > 200000 maximum', 'context'],
  [
    400,
    'context_length_exceeded',
    "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens.",
    'context',
  ],
  [
    400,
    'exceed_context_size_error',
    'the request exceeds the available context size. try increasing the context size',
    'context',
  ],
  [413, 'request_too_large', 'Request exceeds the maximum size', 'context'],
  [400, 'invalid_prompt', 'Your prompt was flagged as potentially violating our usage policy.', 'call'],
  [400, 'invalid_request_error', 'messages.3: all messages must have non-empty content', 'call'],
  [429, 'rate_limit_error', 'slow down', 'call'],
  [529, 'overloaded_error', 'Overloaded', 'call'],
  [undefined, 'overloaded_error', 'Overloaded', 'call'],
  [undefined, 'authentication_error', 'revoked', 'key'],
] as const)('%s %s "%s" speaks of the %s', (status, code, message, scope) => {
  expect(refusalScope({ status, code, message })).toBe(scope);
});
