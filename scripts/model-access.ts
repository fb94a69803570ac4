import { parseModelName } from '../agents/models/model-name.ts';
import type { Config } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import type { Role } from '../domain/model.ts';
import { choicesOf, type ModelChoice } from '../domain/model-choice.ts';
import type { Environment } from './compose.ts';

/** The keys of a provider: one variable, with commas between several. Throws a UsageError where there is none. */
export function keysOf(
  { model, keyVariable }: ModelChoice,
  environment: Environment,
): readonly [string, ...string[]] {
  const { provider } = parseModelName(model);
  const variable = keyVariable ?? (provider === 'anthropic' ? 'ANTHROPIC_API_KEY' : 'OPENAI_API_KEY');
  const keys = (environment[variable] ?? '').split(',').map((key) => key.trim());
  const [first, ...others] = [...new Set(keys)].filter((key) => key !== '');
  if (first !== undefined) return [first, ...others];
  // A server of one's own wants none, and the SDK does not go without.
  if (provider === 'openai-compatible' && keyVariable === undefined) return ['none'];
  throw new UsageError(`${variable} is not set; export it before the run (it is never stored)`);
}

/** The address of a server that speaks as OpenAI's does. Throws a UsageError where nobody told it. */
export function addressOf(
  name: { readonly model: string; readonly baseUrl: string | null },
  environment: Environment,
): string {
  const url = name.baseUrl ?? environment.OPENAI_BASE_URL;
  if (url) return url;
  throw new UsageError(
    `openai-compatible:${name.model} has no address; write openai-compatible:${name.model}@http://HOST:PORT/v1 or set OPENAI_BASE_URL`,
  );
}

/** Throws a UsageError where a role that is going to be asked has no model, or its model no key or address. */
export function refuseUnaskableModels(config: Config, environment: Environment): void {
  for (const role of rolesAsked(config)) {
    const choices = choicesOf(config.models, role);
    if (choices.length === 0) throw noModel(role);
    for (const choice of choices) {
      const name = parseModelName(choice.model);
      if (name.provider === 'tape') continue;
      keysOf(choice, environment);
      if (name.provider === 'openai-compatible' && !choice.baseUrl) addressOf(name, environment);
    }
  }
}

export function noModel(role: Role): UsageError {
  return new UsageError(`no model for the role ${role}; give one with --model PROVIDER:NAME`);
}

/** What every issue that makes patches comes to ask; whether patches are selected from shows only later. */
function rolesAsked({ edit, samples, context }: Config): Role[] {
  if (!edit || samples === 0) return [];
  return [...(context.mode === 'given' ? [] : (['relevance'] as const)), 'testing', 'editing'];
}
