import { z } from 'zod';
import type { ReplyParts, Wire, WireRequest } from './wire.ts';
import { WireError } from './wire.ts';

const textBlock = z.strictObject({
  type: z.literal('text'),
  text: z.string().refine((text) => text.trim() !== '', 'text content blocks must be non-empty'),
  cache_control: z
    .strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() })
    .optional(),
});
const content = z.union([
  z.string().min(1, 'all messages must have non-empty content'),
  z.array(textBlock).min(1),
]);

const bodySchema = z.strictObject({
  model: z.string().min(1),
  max_tokens: z.int().positive(),
  messages: z.array(z.strictObject({ role: z.enum(['user', 'assistant']), content })).min(1),
  system: z.union([z.string(), z.array(textBlock)]).optional(),
  temperature: z.number().min(0).max(1).optional(),
  thinking: z
    .discriminatedUnion('type', [
      z.strictObject({ type: z.literal('disabled') }),
      z.strictObject({ type: z.literal('adaptive') }),
      z.strictObject({ type: z.literal('enabled'), budget_tokens: z.int().min(1_024) }),
    ])
    .optional(),
  output_config: z.strictObject({ effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']) }).optional(),
  stream: z.boolean().optional(),
});
type Body = z.infer<typeof bodySchema>;
type Content = string | readonly z.infer<typeof textBlock>[];

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
    const parsed = bodySchema.safeParse(body);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new WireError(400, `${issue?.path.join('.')}: ${issue?.message}`);
    }
    checkTurns(parsed.data);
    checkThinking(parsed.data);
    return requestOf(parsed.data, body);
  },
  head: (parts) => [
    event('message_start', {
      message: { ...message(parts), content: [], stop_reason: null, usage: usage(parts, 1) },
    }),
    event('content_block_start', { index: 0, content_block: { type: 'text', text: '' } }),
    event('ping', {}),
  ],
  chunk: (_, text) => event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } }),
  tail: (parts) => [
    event('content_block_stop', { index: 0 }),
    event('message_delta', {
      delta: { stop_reason: STOP[parts.answer.stop], stop_sequence: null },
      usage: { output_tokens: parts.usage.output },
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

function checkTurns({ messages, system }: Body): void {
  if (messages[0]?.role !== 'user')
    throw new WireError(400, 'messages: first message must use the "user" role');
  for (const [index, { role }] of messages.entries()) {
    if (index > 0 && messages[index - 1]?.role === role) {
      throw new WireError(
        400,
        `messages: roles must alternate between "user" and "assistant" (message ${index})`,
      );
    }
  }
  const blocks = [system ?? '', ...messages.map((message) => message.content)].flatMap(blocksOf);
  const marked = blocks.filter((block) => block.cache_control).length;
  if (marked > 4)
    throw new WireError(400, `A maximum of 4 blocks with cache_control may be provided. Found ${marked}.`);
}

function checkThinking({ thinking, temperature, max_tokens }: Body): void {
  if (!thinking || thinking.type === 'disabled') return;
  if (temperature !== undefined && temperature !== 1)
    throw new WireError(400, '`temperature` may only be set to 1 when thinking is enabled.');
  if (thinking.type === 'enabled' && thinking.budget_tokens >= max_tokens)
    throw new WireError(400, '`max_tokens` must be greater than `thinking.budget_tokens`.');
}

function requestOf(
  { model, max_tokens, messages, system, temperature, stream }: Body,
  body: unknown,
): WireRequest {
  const all: { role: string; content: Content }[] = [
    ...(system ? [{ role: 'system', content: system }] : []),
    ...messages,
  ];
  return {
    call: {
      model,
      maxOutputTokens: max_tokens,
      temperature: temperature ?? null,
      body,
      messages: all.map(({ role, content }) => ({
        role,
        text: blocksOf(content)
          .map(({ text }) => text)
          .join(''),
      })),
    },
    blocks: all.flatMap(({ role, content }) =>
      blocksOf(content).map(({ text, cache_control }) => ({
        role,
        text,
        breakpoint: cache_control !== undefined,
      })),
    ),
    stream: stream ?? false,
    wantsUsage: true,
  };
}

function blocksOf(content: Content): readonly z.infer<typeof textBlock>[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}

function message(parts: ReplyParts) {
  return {
    id: parts.id,
    type: 'message',
    role: 'assistant',
    model: parts.model,
    content: [{ type: 'text', text: parts.chunks.join('') }],
    stop_reason: STOP[parts.answer.stop],
    stop_sequence: null,
    usage: usage(parts, parts.usage.output),
  };
}

function usage({ usage }: ReplyParts, output: number) {
  return {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheWrite,
    cache_read_input_tokens: usage.cacheRead,
    output_tokens: output,
  };
}

function event(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}
