import { z } from 'zod';
import type { Reply } from '../../domain/model.ts';
import type { JobResult } from './batch-api.ts';
import { openaiStop, openaiUsage } from './openai-stream.ts';
import type { ProviderError } from './provider-error.ts';
import { type Asked, providerError } from './provider-failure.ts';

const count = z.int().nonnegative();

const completionSchema = z.object({
  model: z.string(),
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
        finish_reason: z
          .enum(['stop', 'length', 'content_filter', 'tool_calls', 'function_call'])
          .catch('stop'),
      }),
    )
    .min(1),
  usage: z.object({
    prompt_tokens: count,
    completion_tokens: count,
    total_tokens: count,
    prompt_tokens_details: z
      .object({ cached_tokens: count.default(0), cache_write_tokens: count.default(0) })
      .catch({ cached_tokens: 0, cache_write_tokens: 0 }),
  }),
});

const errorSchema = z.object({ code: z.string().nullish(), message: z.string().nullish() });

/** A line of the output file or of the error file. */
const lineSchema = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.int(), request_id: z.string().nullish(), body: z.unknown() }).nullish(),
  error: errorSchema.nullish(),
});

const refusalSchema = z.object({ error: errorSchema });

/** What a line of a job's files says of its call. Throws a SyntaxError where it is no such line. */
export function openaiOutcome(line: unknown, asked: Asked): JobResult {
  const parsed = lineSchema.safeParse(line);
  if (!parsed.success) throw new SyntaxError('a line of the results is none');
  const { custom_id: customId, response, error } = parsed.data;
  if (!response) {
    const { code, message } = error ?? {};
    const failure = { code: code ?? undefined, message: message ?? 'its batch ended without it' };
    return { customId, outcome: providerError(asked, { kind: 'refused', ...failure }) };
  }
  if (response.status_code === 200) return { customId, outcome: replyOf(response.body, asked) };
  const refusal = refusalSchema.safeParse(response.body).data?.error;
  const failure = {
    status: response.status_code,
    code: refusal?.code ?? undefined,
    message: refusal?.message ?? 'no message',
    requestId: response.request_id ?? undefined,
  };
  return { customId, outcome: providerError(asked, { kind: 'refused', ...failure }) };
}

/** A reply that cannot be read was billed all the same. */
function replyOf(body: unknown, asked: Asked): Reply | ProviderError {
  const parsed = completionSchema.safeParse(body);
  const choice = parsed.data?.choices[0];
  if (!parsed.success || !choice)
    return providerError(asked, { kind: 'garbled', message: 'not a completion' });
  const { content, refusal } = choice.message;
  return {
    text: content ?? refusal ?? '',
    usage: openaiUsage(parsed.data.usage),
    stop: refusal ? 'refusal' : openaiStop(choice.finish_reason),
    model: parsed.data.model,
  };
}
