import { z } from 'zod';
import { addressFault } from './address.ts';
import { UsageError } from './errors.ts';
import type { Role } from './model.ts';
import { thinkingSchema } from './thinking.ts';

const NAME = /^[A-Za-z][\w.-]*$/;
const PROVIDERS = ['anthropic', 'openai', 'openai-compatible', 'openai-responses', 'tape'];

const nameSchema = z
  .string()
  .regex(NAME, 'a name begins with a letter and has letters, digits, dots, dashes and underscores only')
  .refine((name) => !PROVIDERS.includes(name), 'this is the name of a provider; choose another');

const addressSchema = z.string().superRefine((text, context) => {
  const message = addressFault(text);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

const namedSchema = z.strictObject({
  /** As `provider:name`. */
  model: z.string().min(1),
  thinking: thinkingSchema.optional(),
  /** In place of the provider's own address. */
  baseUrl: addressSchema.optional(),
  /** The environment's variable that holds the key; never the key. */
  keyVariable: z
    .string()
    .regex(/^[A-Z][A-Z0-9_]*$/, 'this is to be the name of a variable, such as OPENROUTER_API_KEY')
    .optional(),
});

const entrySchema = z.union(
  [z.string().min(1), namedSchema],
  'write PROVIDER:NAME or { model, thinking, baseUrl, keyVariable }',
);

/** Models by the names that a user gives them; the text alone stands for `{ model }`. */
export const namedModelsSchema = z.record(nameSchema, entrySchema).default({});

/** A model with all that was said about it. */
export interface ModelChoice extends z.infer<typeof namedSchema> {
  /** What ledger, prices and reports know it by: `provider:name`, or `given=provider:name` where it was given a name. */
  readonly label: string;
}

interface Share {
  readonly weight: number;
  readonly choice: ModelChoice;
}

export type ModelSettings = Partial<Record<Role, string | undefined>> & {
  readonly default: string;
  readonly named: z.infer<typeof namedModelsSchema>;
};

/** The model that a role asks for one of its samples; null where none is set. Throws a UsageError. */
export function choiceOf(models: ModelSettings, role: Role, sample: number): ModelChoice | null {
  return shareOf(sharesOf(models, models[role] ?? models.default), sample);
}

/**
 * How many of `count` samples, from the number `first` on, ask each of a role's models. Of a part of a sample, so much
 * goes to the model whose turn it is. Throws a UsageError.
 */
export function samplesByChoice(
  models: ModelSettings,
  role: Role,
  { count, first = 0 }: { readonly count: number; readonly first?: number },
): { readonly choice: ModelChoice; readonly samples: number }[] {
  const shares = sharesOf(models, models[role] ?? models.default);
  const total = totalOf(shares);
  if (total === 0) return [];
  // Any samples in a row that are as many as the weights together have each model by its weight.
  const rounds = Math.floor(count / total);
  const samples = shares.map(({ weight }) => rounds * weight);
  const last = (first % total) + (count - rounds * total);
  for (const [turn, place] of turnsOf(shares, Math.ceil(last)).entries()) {
    if (turn >= first % total) samples[place] = (samples[place] ?? 0) + Math.min(1, last - turn);
  }
  return shares.map(({ choice }, place) => ({ choice, samples: samples[place] ?? 0 }));
}

/** Every model that a role may come to ask. Throws a UsageError. */
export function choicesOf(models: ModelSettings, role: Role): ModelChoice[] {
  return sharesOf(models, models[role] ?? models.default).map(({ choice }) => choice);
}

/** Reads `provider:name`, a given name, or a mixture of such names: `sonnet:6,gpt:4`. */
function sharesOf(models: ModelSettings, text: string): Share[] {
  if (text === '') return [];
  if (NAME.test(text)) return [{ weight: 1, choice: named(models, text) }];
  if (!isMixture(models, text)) return [{ weight: 1, choice: { label: text, model: text } }];
  const shares = text.split(',').map((part) => {
    const [, name, weight] = /^([A-Za-z][\w.-]*):(\d+)$/.exec(part) ?? [];
    if (name === undefined) throw unreadablePart(text, part);
    return { weight: Number(weight), choice: named(models, name) };
  });
  if (shares.every(({ weight }) => weight === 0))
    throw new UsageError(`the mixture ${text} takes nothing of any model`);
  return shares;
}

/** A model of a provider may have a comma in its name, too. */
function isMixture({ named: given }: ModelSettings, text: string): boolean {
  const [head = ''] = text.split(':', 1);
  return !PROVIDERS.includes(head) && (/,|^[\w.-]+:\d+$/.test(text) || Object.hasOwn(given, head));
}

function unreadablePart(text: string, part: string): UsageError {
  return new UsageError(
    `the mixture ${text} is not understood at ${JSON.stringify(part)}; write NAME:WEIGHT,NAME:WEIGHT with names of --named-model or models.named and whole weights from 0 on, as sonnet:6,gpt:4`,
  );
}

function named({ named: given }: ModelSettings, name: string): ModelChoice {
  const entry = given[name];
  if (entry === undefined) {
    const known = Object.keys(given).join(', ') || 'none';
    throw new UsageError(
      `no model is named ${name} (named are: ${known}); name it with --named-model ${name}=PROVIDER:NAME or under models.named, or write PROVIDER:NAME`,
    );
  }
  const said = typeof entry === 'string' ? { model: entry } : entry;
  return { ...said, label: `${name}=${said.model}` };
}

function shareOf(shares: readonly Share[], sample: number): ModelChoice | null {
  const total = totalOf(shares);
  const place = total === 0 ? undefined : turnsOf(shares, (sample % total) + 1).at(-1);
  return shares[place ?? 0]?.choice ?? null;
}

/**
 * Smooth weighted round robin: any first samples keep the proportions as nearly as whole numbers can, and a sample's
 * model does not depend on how many follow. The places of the shares that the first `count` samples have.
 */
function turnsOf(shares: readonly Share[], count: number): number[] {
  const total = totalOf(shares);
  const credit = shares.map(() => 0);
  return Array.from({ length: count }, () => {
    for (const [index, { weight }] of shares.entries()) credit[index] = (credit[index] ?? 0) + weight;
    const chosen = credit.indexOf(Math.max(...credit));
    credit[chosen] = (credit[chosen] ?? 0) - total;
    return chosen;
  });
}

function totalOf(shares: readonly Share[]): number {
  return shares.reduce((sum, { weight }) => sum + weight, 0);
}
