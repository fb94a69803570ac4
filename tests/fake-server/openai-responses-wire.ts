import { z } from 'zod';
import { EFFORTS, refuseByModel, unsupported } from './openai-rules.ts';
import { openaiWire } from './openai-wire.ts';
import type { ReplyParts, Wire } from './wire.ts';
import { WireError } from './wire.ts';

const textParts = z
  .array(z.strictObject({ type: z.enum(['input_text', 'output_text']), text: z.string() }))
  .min(1);

const WORDS = {
  tooLong: () =>
    'Your input exceeds the context window of this model. Please adjust your input and try again.',
  noEffort: () => unsupported('reasoning.effort'),
  wrongEffort: (effort: string, model: string) => `'${effort}' is not supported with the '${model}' model`,
};

/** Strict as the API is: a field it does not know is a 400. */
const bodySchema = z.strictObject({
  model: z.string().min(1),
  input: z
    .array(
      z.strictObject({
        type: z.literal('message').optional(),
        role: z.enum(['system', 'developer', 'user', 'assistant']),
        content: z.union([z.string(), textParts]),
      }),
    )
    .min(1),
  max_output_tokens: z.int().min(16).nullish(),
  temperature: z.number().min(0).max(2).nullish(),
  reasoning: z
    .strictObject({
      effort: z.enum(EFFORTS).nullish(),
      summary: z.enum(['auto', 'concise', 'detailed']).nullish(),
    })
    .nullish(),
  store: z.boolean().nullish(),
  stream: z.boolean().nullish(),
});

/** The responses API, text only. It caches as chat completions do. */
export const openaiResponsesWire: Wire = {
  api: 'openai-responses',
  path: '/v1/responses',
  requestIdHeader: 'x-request-id',
  read(body, headers) {
    if (!headers.authorization?.startsWith('Bearer '))
      throw new WireError(401, "You didn't provide an API key.");
    const parsed = bodySchema.safeParse(body);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new WireError(400, `Invalid value for '${issue?.path.join('.')}': ${issue?.message}`);
    }
    const { model, input, max_output_tokens, temperature, reasoning, stream } = parsed.data;
    const texts = input.map(({ role, content }) => ({ role, text: textOf(content) }));
    refuseByModel({ model, texts, temperature, effort: reasoning?.effort }, WORDS);
    return {
      call: {
        model,
        messages: texts,
        maxOutputTokens: max_output_tokens ?? null,
        temperature: temperature ?? null,
        body,
      },
      blocks: texts.map((message) => ({ ...message, breakpoint: '5m' as const })),
      stream: stream ?? false,
      wantsUsage: true,
    };
  },
  head: (parts) => {
    const response = { ...base(parts), status: 'in_progress', output: [] };
    return [
      event('response.created', { response }),
      event('response.in_progress', { response }),
      event('response.output_item.added', { output_index: 0, item: item(parts, '') }),
    ];
  },
  chunk: (parts, text) =>
    parts.answer.stop === 'refusal'
      ? event('response.refusal.delta', { ...place(parts), delta: text })
      : event('response.output_text.delta', { ...place(parts), delta: text, logprobs: [] }),
  tail: (parts) => [
    event(parts.answer.stop === 'length' ? 'response.incomplete' : 'response.completed', {
      response: whole(parts),
    }),
  ],
  errorEvent: (message) => event('error', { code: 'server_error', message, param: null }),
  whole,
  error: openaiWire.error,
};

function textOf(content: string | z.infer<typeof textParts>): string {
  return typeof content === 'string' ? content : content.map((part) => part.text).join('');
}

function base({ id, model }: ReplyParts) {
  return {
    id,
    object: 'response',
    created_at: Math.floor(Date.now() / 1000),
    model,
    error: null,
    incomplete_details: null,
    usage: null,
  };
}

function whole(parts: ReplyParts) {
  const { stop, usage } = parts.answer;
  return {
    ...base(parts),
    status: stop === 'length' ? 'incomplete' : 'completed',
    incomplete_details: stop === 'length' ? { reason: 'max_output_tokens' } : null,
    output: [item(parts, parts.chunks.join(''))],
    usage: usage ? usageOf(parts) : null,
  };
}

function item({ id, answer }: ReplyParts, text: string) {
  const part =
    answer.stop === 'refusal'
      ? { type: 'refusal', refusal: text }
      : { type: 'output_text', text, annotations: [] };
  return { id: `msg_${id}`, type: 'message', role: 'assistant', content: [part] };
}

function place({ id }: ReplyParts) {
  return { item_id: `msg_${id}`, output_index: 0, content_index: 0 };
}

function usageOf({ usage: { input, cacheRead, cacheWrite, output }, answer }: ReplyParts) {
  if (typeof answer.usage === 'object')
    return { input_tokens: answer.usage.input, output_tokens: answer.usage.output };
  const prompt = input + cacheRead + cacheWrite;
  return {
    input_tokens: prompt,
    input_tokens_details: { cached_tokens: cacheRead, cache_write_tokens: 0 },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: prompt + output,
  };
}

function event(type: string, value: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...value })}\n\n`;
}
