import type { Response, ResponseStreamEvent, ResponseUsage } from 'openai/resources/responses/responses';
import type { Reply } from '../../domain/model.ts';
import type { Usage } from '../../domain/usage.ts';
import type { Progress } from './attempt.ts';
import { cutStream, InStreamError } from './provider-failure.ts';

type Read = Omit<Reply, 'usage'> & { readonly usage: Usage | null };

/**
 * Reads one response from its events; `asked` names the model should the stream not. Usage is null where the server
 * sent none. Throws CutStreamError, or InStreamError where the server gave up.
 */
export async function readResponsesStream(
  stream: AsyncIterable<ResponseStreamEvent>,
  asked: string,
  progress: Pick<Progress, 'begun' | 'token' | 'billed'>,
): Promise<Read> {
  let text = '';
  let refused = false;
  let begun = false;
  let isReply = false;
  for await (const event of stream) {
    isReply = true;
    // Those two come before the prompt has been read.
    if (!begun && event.type !== 'response.created' && event.type !== 'response.in_progress') {
      begun = true;
      progress.begun?.();
    }
    switch (event.type) {
      case 'response.output_text.delta':
      case 'response.refusal.delta':
        progress.token();
        text += event.delta;
        refused ||= event.type === 'response.refusal.delta';
        break;
      case 'response.reasoning_text.delta':
      case 'response.reasoning_summary_text.delta':
        progress.token();
        break;
      case 'response.completed':
      case 'response.incomplete':
        return ended(event.response, { text, refused, asked });
      case 'response.failed': {
        const { usage, error } = event.response;
        if (usage) progress.billed(usageOf(usage));
        throw new InStreamError(error?.message ?? 'the response failed', error?.code);
      }
      case 'error':
        throw new InStreamError(event.message, event.code ?? undefined);
      default:
        break;
    }
  }
  throw cutStream(isReply);
}

function ended(
  { usage, model, status, incomplete_details: details }: Response,
  { text, refused, asked }: { text: string; refused: boolean; asked: string },
): Read {
  const isFiltered = refused || details?.reason === 'content_filter';
  const stop = isFiltered ? 'refusal' : status === 'incomplete' ? 'length' : 'end';
  return { text, usage: usage ? usageOf(usage) : null, stop, model: model || asked };
}

/** `input_tokens` count everything; what was read from or written to the cache is part of them. */
function usageOf({ input_tokens, output_tokens, input_tokens_details: details }: WireUsage): Usage {
  const cacheReadTokens = details?.cached_tokens ?? 0;
  const cacheWriteTokens = details?.cache_write_tokens ?? 0;
  return {
    inputTokens: Math.max(0, input_tokens - cacheReadTokens - cacheWriteTokens),
    outputTokens: output_tokens,
    cacheReadTokens,
    cacheWriteTokens,
  };
}

/** Compatible servers and older models leave details out. */
type WireUsage = Pick<ResponseUsage, 'input_tokens' | 'output_tokens'> & {
  readonly input_tokens_details?: Partial<ResponseUsage.InputTokensDetails>;
};
