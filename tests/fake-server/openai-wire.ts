import { z } from 'zod';
import { EFFORTS, refuseByModel } from './openai-rules.ts';
import type { ReplyParts, Wire } from './wire.ts';
import { WireError } from './wire.ts';

const textParts = z.array(z.strictObject({ type: z.literal('text'), text: z.string() })).min(1);
const limit = z.int().positive().nullish();

/**
 * Fields of https://developers.openai.com/api/reference/resources/chat that a conversation of texts may need; the API
 * refuses any that the page does not have.
 */
const bodySchema = z.strictObject({
  model: z.string().min(1),
  messages: z
    .array(
      // Loose: nothing documents what becomes of a message's unknown field.
      z.looseObject({
        role: z.enum(['system', 'developer', 'user', 'assistant']),
        content: z.union([z.string(), textParts]),
      }),
    )
    .min(1),
  max_tokens: limit,
  max_completion_tokens: limit,
  temperature: z.number().min(0).max(2).nullish(),
  reasoning_effort: z.enum(EFFORTS).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_usage: z.boolean().optional() }).nullish(),
});

const FINISH = { end: 'stop', length: 'length', refusal: 'content_filter' } as const;

/**
 * Chat completions, text only. Every message's end is a cache breakpoint, since this API caches by itself, for at least
 * five minutes: https://developers.openai.com/api/docs/guides/prompt-caching
 */
export const openaiWire: Wire = {
  api: 'openai',
  path: '/v1/chat/completions',
  requestIdHeader: 'x-request-id',
  read(body, headers) {
    if (!headers.authorization?.startsWith('Bearer '))
      throw new WireError(401, "You didn't provide an API key.");
    const parsed = bodySchema.safeParse(body);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      if (issue?.code === 'unrecognized_keys' && issue.path.length === 0)
        throw unrecognized(issue.keys.join(', '));
      throw new WireError(400, `Invalid value for '${issue?.path.join('.')}': ${issue?.message}`);
    }
    const { model, messages, max_tokens, max_completion_tokens, temperature, stream, stream_options } =
      parsed.data;
    const effort = parsed.data.reasoning_effort;
    if (max_tokens && max_completion_tokens) {
      throw new WireError(
        400,
        "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
      );
    }
    if (stream_options && !stream)
      throw new WireError(400, "'stream_options' is only allowed when 'stream' is enabled.");
    const texts = messages.map(({ role, content }) => ({ role, text: textOf(content) }));
    refuseByModel({ model, texts, temperature, effort, shortLimit: max_tokens }, WORDS);
    return {
      call: {
        model,
        messages: texts,
        maxOutputTokens: max_completion_tokens ?? max_tokens ?? null,
        temperature: temperature ?? null,
        body,
      },
      blocks: texts.map((message) => ({ ...message, breakpoint: '5m' as const })),
      stream: stream ?? false,
      wantsUsage: stream_options?.include_usage ?? false,
    };
  },
  head: (parts) => [chunk(parts, { role: 'assistant', content: '' }, null)],
  chunk: (parts, text) => chunk(parts, { content: text }, null),
  tail: (parts) => [
    chunk(parts, {}, FINISH[parts.answer.stop]),
    ...(parts.wantsUsage && parts.answer.usage
      ? [event({ ...base(parts), choices: [], usage: usage(parts) })]
      : []),
    'data: [DONE]\n\n',
  ],
  errorEvent: (message) => event({ error: { message, type: 'server_error', param: null, code: null } }),
  whole: (parts) => ({
    ...base(parts),
    object: 'chat.completion',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: parts.chunks.join(''), refusal: null },
        logprobs: null,
        finish_reason: FINISH[parts.answer.stop],
      },
    ],
    ...(parts.answer.usage && { usage: usage(parts) }),
  }),
  error: (status, message, code) => ({
    error: {
      message,
      type: status >= 500 ? 'server_error' : status === 429 ? 'requests' : 'invalid_request_error',
      param: null,
      code: code ?? (status === 429 ? 'rate_limit_exceeded' : null),
    },
  }),
};

const WORDS = {
  tooLong: (tokens: number, most: number) =>
    `This model's maximum context length is ${most} tokens. However, your messages resulted in ${tokens} tokens. Please reduce the length of the messages.`,
  noEffort: () => unrecognized('reasoning_effort'),
  wrongEffort: (effort: string) => `'reasoning_effort' does not support '${effort}' with this model`,
};

function unrecognized(argument: string): WireError {
  return new WireError(400, `Unrecognized request argument supplied: ${argument}`);
}

function textOf(content: string | z.infer<typeof textParts>): string {
  return typeof content === 'string' ? content : content.map((part) => part.text).join('');
}

function base({ id, model }: ReplyParts) {
  return { id, object: 'chat.completion.chunk', created: Math.floor(Date.now() / 1000), model };
}

function chunk(parts: ReplyParts, delta: object, finish: string | null): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
  return event({ ...base(parts), choices, ...(parts.wantsUsage && { usage: null }) });
}

/** What this API counts as prompt includes what it read from its cache; writing is free and not told apart. */
function usage({ usage: { input, cacheRead, cacheWrite, output }, answer }: ReplyParts) {
  if (typeof answer.usage === 'object')
    return { prompt_tokens: answer.usage.input, completion_tokens: answer.usage.output };
  const prompt = input + cacheRead + cacheWrite;
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    prompt_tokens_details: { cached_tokens: cacheRead, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  };
}

function event(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
