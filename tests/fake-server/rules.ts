import { z } from 'zod';
import { answerSchema } from './answer.ts';
import type { Scenario } from './scenario.ts';

const rulesSchema = z.strictObject({
  rules: z
    .array(
      z.strictObject({
        when: z.strictObject({
          run: z.string().optional(),
          instanceId: z.string().optional(),
          role: z.string().optional(),
          sample: z.int().optional(),
          attempt: z.int().optional(),
          turn: z.int().optional(),
          model: z.string().optional(),
          seen: z.int().optional(),
          contains: z.string().optional(),
        }),
        answer: answerSchema,
      }),
    )
    .default([]),
  otherwise: answerSchema.optional(),
});

export type Rules = z.input<typeof rulesSchema>;

/** A scenario from a file of rules: the first that matches answers. Throws where the JSON holds no rules. */
export function rulesScenario(json: unknown): Scenario {
  const { rules, otherwise } = rulesSchema.parse(json);
  return (call) => {
    const rule = rules.find(({ when: { model, seen, contains, ...name } }) => {
      if (model !== undefined && model !== call.model) return false;
      if (seen !== undefined && seen !== call.seen) return false;
      if (contains !== undefined && !call.messages.some(({ text }) => text.includes(contains))) return false;
      const actual = new Map(Object.entries(call.name ?? {}));
      return Object.entries(name).every(([field, value]) => actual.get(field) === value);
    });
    const answer = rule?.answer ?? otherwise;
    if (!answer) throw new Error(`no rule of the scenario matches call ${call.callId}`);
    return answer;
  };
}
