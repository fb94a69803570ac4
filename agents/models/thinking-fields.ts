import type { ModelRequest } from '../../domain/model.ts';
import { effortOf, isThinking } from '../../domain/thinking.ts';

type Thought = Pick<ModelRequest, 'thinking'>;

interface AnthropicThinking {
  thinking?: { type: 'disabled' } | { type: 'adaptive' } | { type: 'enabled'; budget_tokens: number };
  output_config?: { effort: ReturnType<typeof effortOf> };
}

/** A budget is the older way, an effort the newer one; which of them a model takes is the provider's to say. */
export function anthropicThinking({ thinking }: Thought): AnthropicThinking {
  if (thinking === undefined) return {};
  if (thinking === 'off') return { thinking: { type: 'disabled' } };
  if (thinking === 'on') return { thinking: { type: 'adaptive' } };
  if (typeof thinking === 'object')
    return { thinking: { type: 'enabled', budget_tokens: thinking.budgetTokens } };
  return { thinking: { type: 'adaptive' }, output_config: { effort: thinking } };
}

export type OpenaiEffort = 'none' | 'minimal' | ReturnType<typeof effortOf>;

/** OpenAI's way knows efforts only. */
export function openaiEffort({ thinking }: Thought): OpenaiEffort | null {
  if (thinking === undefined) return null;
  return thinking === 'off' ? 'none' : effortOf(thinking);
}

/** No provider takes a temperature from a model that thinks. */
export function takesTemperature(request: Thought): boolean {
  return !isThinking(request);
}
