import { parseModelName } from '../agents/models/model-name.ts';
import { addressFault } from '../domain/address.ts';
import type { Config } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import type { Role } from '../domain/model.ts';
import { choicesOf, type ModelChoice } from '../domain/model-choice.ts';
import type { Environment } from './compose.ts';

/** What a header can hold of a key. */
const SENDABLE = /^[\x21-\x7e]*$/;

/** The keys of a provider: one variable, with commas between several. Throws a UsageError where there is none. */
export function keysOf(
  { model, keyVariable }: ModelChoice,
  environment: Environment,
): readonly [string, ...string[]] {
  const { provider } = parseModelName(model);
  const variable = keyVariable ?? (provider === 'anthropic' ? 'ANTHROPIC_API_KEY' : 'OPENAI_API_KEY');
  const keys = (environment[variable] ?? '').split(',').map((key) => key.trim());
  if (keys.some((key) => !SENDABLE.test(key)))
    throw new UsageError(`${variable} holds a space or a letter that no HTTP header can; copy the key anew`);
  const [first, ...others] = [...new Set(keys)].filter((key) => key !== '');
  if (first !== undefined) return [first, ...others];
  // A server of one's own wants none, and the SDK does not go without.
  if (provider === 'openai-compatible' && keyVariable === undefined) return ['none'];
  throw new UsageError(`${variable} is not set; export it before the run (it is never stored)`);
}

/**
 * Where a model is asked; null: at the provider's own address. Throws a UsageError where the environment's is none, or
 * nobody told that of a compatible server.
 */
export function addressOf({ model, baseUrl }: ModelChoice, environment: Environment): string | null {
  const name = parseModelName(model);
  const said = baseUrl ?? ('baseUrl' in name ? name.baseUrl : null);
  if (said) return said;
  const variable = name.provider === 'anthropic' ? 'ANTHROPIC_BASE_URL' : 'OPENAI_BASE_URL';
  const url = environment[variable];
  if (url) {
    const fault = addressFault(url);
    if (fault !== null) throw new UsageError(`${variable}: ${fault}`);
    return url;
  }
  if (name.provider !== 'openai-compatible') return null;
  throw new UsageError(`${model} has no address; write ${model}@http://HOST:PORT/v1 or set ${variable}`);
}

/** Throws a UsageError where a role that is going to be asked has no model, or its model no key or address. */
export function refuseUnaskableModels(config: Config, environment: Environment): void {
  for (const role of rolesAsked(config)) {
    const choices = choicesOf(config.models, role);
    if (choices.length === 0) throw noModel(role);
    for (const choice of choices) {
      if (parseModelName(choice.model).provider === 'tape') continue;
      keysOf(choice, environment);
      addressOf(choice, environment);
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
