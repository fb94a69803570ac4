import { readAnthropicRequest } from './anthropic-request.ts';
import type { ReplyParts, Wire } from './wire.ts';
import { WireError } from './wire.ts';

const STOP = { end: 'end_turn', length: 'max_tokens', refusal: 'refusal' } as const;
const ERROR_TYPES = new Map([
  [400, 'invalid_request_error'],
  [401, 'authentication_error'],
  [402, 'billing_error'],
  [403, 'permission_error'],
  [404, 'not_found_error'],
  [413, 'request_too_large'],
  [429, 'rate_limit_error'],
  [529, 'overloaded_error'],
]);

/** The messages API, text only. */
export const anthropicWire: Wire = {
  api: 'anthropic',
  path: '/v1/messages',
  requestIdHeader: 'request-id',
  read(body, headers) {
    if (!headers['x-api-key'] && !headers.authorization?.startsWith('Bearer ')) {
      throw new WireError(401, 'x-api-key header is required');
    }
    if (!headers['anthropic-version']) throw new WireError(400, 'anthropic-version: header is required');
    return readAnthropicRequest(body);
  },
  head: (parts) => [
    event('message_start', {
      message: { ...message(parts), content: [], stop_reason: null, ...usage(parts, 1) },
    }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    event('ping', {}),
  ],
  chunk: (_, text) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
  tail: (parts) => [
    event('content_block_stop', { index: 0 }),
    event('message_delta', {
      delta: { stop_reason: STOP[parts.answer.stop], stop_sequence: null },
      ...(parts.answer.usage && {
        usage: {
          output_tokens: parts.answer.usage === true ? parts.usage.output : parts.answer.usage.output,
        },
      }),
    }),
    event('message_stop', {}),
  ],
  errorEvent: (message) => event('error', { error: { type: 'overloaded_error', message } }),
  whole: (parts) => message(parts),
  error: (status, message, code) => ({
    type: 'error',
    error: { type: code ?? ERROR_TYPES.get(status) ?? 'api_error', message },
  }),
};

function message(parts: ReplyParts) {
  return {
    id: parts.id,
    type: 'message',
    role: 'assistant',
    model: parts.model,
    content: [{ type: 'text', text: parts.chunks.join('') }],
    stop_reason: STOP[parts.answer.stop],
    stop_sequence: null,
    ...usage(parts, parts.usage.output),
  };
}

function usage({ usage, answer }: ReplyParts, output: number) {
  if (answer.usage === false) return {};
  if (answer.usage !== true)
    return { usage: { input_tokens: answer.usage.input, output_tokens: answer.usage.output } };
  return {
    usage: {
      input_tokens: usage.input,
      cache_creation_input_tokens: usage.cacheWrite,
      cache_read_input_tokens: usage.cacheRead,
      output_tokens: output,
    },
  };
}

function event(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}
