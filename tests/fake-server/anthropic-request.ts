import { z } from 'zod';
import { knownModel } from './known-models.ts';
import { promptTokens } from './prompt-cache.ts';
import type { WireRequest } from './wire.ts';
import { WireError } from './wire.ts';

/**
 * https://platform.claude.com/docs/en/build-with-claude/prompt-caching: empty text blocks can't be cached; of others
 * the API says the same in a 400.
 */
const text = z.string().refine((text) => text.trim() !== '', 'text content blocks must be non-empty');
const textBlock = z.strictObject({
  type: z.literal('text'),
  text,
  cache_control: z
    .strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() })
    .optional(),
});
// https://platform.claude.com/docs/en/api/messages/create: a string is shorthand for one text block.
const content = z.union([text, z.array(textBlock).min(1)]);

/** https://platform.claude.com/docs/en/api/messages/create */
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
type TextBlock = z.infer<typeof textBlock>;
type Content = string | readonly TextBlock[];

/** Throws a WireError for what the messages API refuses. */
export function readAnthropicRequest(body: unknown): WireRequest {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new WireError(400, `${issue?.path.join('.')}: ${issue?.message}`);
  }
  const { model, max_tokens, messages, system, temperature, stream } = parsed.data;
  const all: { role: string; content: Content }[] = [
    ...(system ? [{ role: 'system', content: system }] : []),
    ...messages,
  ];
  const blocks = all.flatMap(({ role, content }) => blocksOf(content).map((block) => ({ role, ...block })));
  checkTurns(parsed.data);
  checkPrefill(parsed.data);
  checkOutputLimit(parsed.data);
  checkBreakpoints(blocks);
  checkThinking(parsed.data);
  checkEffort(parsed.data);
  checkTemperature(parsed.data);
  checkLength(model, blocks);
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
    blocks: blocks.map(({ role, text, cache_control }) => ({
      role,
      text,
      breakpoint: cache_control ? (cache_control.ttl ?? '5m') : null,
    })),
    stream: stream ?? false,
    wantsUsage: true,
  };
}

/**
 * https://platform.claude.com/docs/en/api/messages/create: user and assistant in turn, a user first. The real API joins
 * two of a kind; here they are refused, since a client that sends such has lost a message.
 */
function checkTurns({ messages }: Body): void {
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
}

/**
 * A last message of the assistant: https://platform.claude.com/docs/en/about-claude/models/migration-guide (models that
 * take none), https://docs.claude.com/en/docs/prefill-claudes-response (no white space at its end, none with thinking)
 * and https://platform.claude.com/docs/en/build-with-claude/extended-thinking.
 */
function checkPrefill({ model, messages, thinking }: Body): void {
  const last = messages.at(-1);
  if (last?.role !== 'assistant') return;
  if (knownModel(model)?.takesPrefill === false)
    throw new WireError(
      400,
      'This model does not support assistant message prefill. The conversation must end with a user message.',
    );
  if (thinking && thinking.type !== 'disabled')
    throw new WireError(
      400,
      `messages.${messages.length - 1}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found \`text\`. When \`thinking\` is enabled, a final \`assistant\` message must start with a thinking block.`,
    );
  if (/\s$/.test(blocksOf(last.content).at(-1)?.text ?? ''))
    throw new WireError(400, 'messages: final assistant content cannot end with trailing whitespace');
}

/** https://platform.claude.com/docs/en/about-claude/models/overview: the longest reply of each model. */
function checkOutputLimit({ model, max_tokens }: Body): void {
  const most = knownModel(model)?.mostOutputTokens ?? Number.POSITIVE_INFINITY;
  if (max_tokens > most)
    throw new WireError(
      400,
      `max_tokens: ${max_tokens} > ${most}, which is the maximum allowed number of output tokens for ${model}`,
    );
}

/** https://platform.claude.com/docs/en/build-with-claude/prompt-caching: four at most, longer lifetimes first. */
function checkBreakpoints(blocks: readonly TextBlock[]): void {
  const ttls = blocks.flatMap(({ cache_control }) => (cache_control ? [cache_control.ttl ?? '5m'] : []));
  if (ttls.length > 4)
    throw new WireError(
      400,
      `A maximum of 4 blocks with cache_control may be provided. Found ${ttls.length}.`,
    );
  if (ttls.lastIndexOf('1h') > ttls.indexOf('5m') && ttls.includes('5m'))
    throw new WireError(
      400,
      "cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block.",
    );
}

/**
 * https://platform.claude.com/docs/en/build-with-claude/extended-thinking (a budget below the limit, no temperature) and
 * https://platform.claude.com/docs/en/build-with-claude/adaptive-thinking (which model thinks in which way).
 */
function checkThinking({ model, thinking, temperature, max_tokens }: Body): void {
  if (!thinking || thinking.type === 'disabled') return;
  const { thinking: ways } = knownModel(model) ?? {};
  if (thinking.type === 'adaptive' && ways?.includes('adaptive') === false)
    throw new WireError(400, 'adaptive thinking is not supported on this model');
  if (thinking.type === 'enabled' && ways?.includes('budget') === false)
    throw new WireError(
      400,
      '"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.',
    );
  if (temperature !== undefined && temperature !== 1)
    throw new WireError(400, '`temperature` may only be set to 1 when thinking is enabled.');
  if (thinking.type === 'enabled' && thinking.budget_tokens >= max_tokens)
    throw new WireError(400, '`max_tokens` must be greater than `thinking.budget_tokens`.');
}

/** https://platform.claude.com/docs/en/build-with-claude/effort: which model takes which. */
function checkEffort({ model, output_config }: Body): void {
  const efforts = knownModel(model)?.efforts;
  if (!output_config || !efforts || efforts.includes(output_config.effort)) return;
  throw new WireError(
    400,
    efforts.length === 0
      ? 'This model does not support the effort parameter.'
      : `This model does not support effort level '${output_config.effort}'. Supported levels: ${efforts.toSorted().join(', ')}.`,
  );
}

/** https://platform.claude.com/docs/en/about-claude/models/migration-guide: newer models take no other than 1. */
function checkTemperature({ model, temperature }: Body): void {
  if (temperature !== undefined && temperature !== 1 && knownModel(model)?.fixedTemperature)
    throw new WireError(400, '`temperature` is deprecated for this model.');
}

/** https://platform.claude.com/docs/en/build-with-claude/context-windows: an error, nothing is cut off in silence. */
function checkLength(model: string, blocks: readonly TextBlock[]): void {
  const tokens = promptTokens(blocks);
  const most = knownModel(model)?.mostInputTokens ?? Number.POSITIVE_INFINITY;
  if (tokens > most) throw new WireError(400, `prompt is too long: ${tokens} tokens > ${most} maximum`);
}

function blocksOf(content: Content): readonly TextBlock[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : content;
}
