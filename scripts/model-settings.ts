import { existsSync } from 'node:fs';
import { parseModelName } from '../agents/models/model-name.ts';
import type { Config } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import { ROLES } from '../domain/model.ts';
import { isLimited } from '../pipeline/run-budget.ts';
import { PRICE_LIST } from './list-price.ts';
import { pricesOf, unusedPrices } from './model-prices.ts';
import { note } from './output.ts';

/** `NAME` or `ROLE=NAME`, as `--model` takes them, by role, one without a role as the default; `--named-model` beside. */
export function modelsOf(
  names: readonly string[],
  namedModels: readonly string[] = [],
): Record<string, unknown> {
  const byRole = names.map((text): [string, string] => {
    const role = ROLES.find((name) => text.startsWith(`${name}=`));
    return role ? [role, text.slice(role.length + 1)] : ['default', text];
  });
  refuseTwice('--model', byRole, 'give one, ROLE=NAME for one role, or a mixture (a:6,b:4)');
  const models = Object.fromEntries(byRole);
  if (namedModels.length === 0) return models;
  const named = namedModels.map(nameAndModel);
  refuseTwice('--named-model', named, 'give each model a name of its own');
  return { ...models, named: Object.fromEntries(named) };
}

function refuseTwice(option: string, given: readonly (readonly [string, string])[], remedy: string): void {
  for (const [index, [key, value]] of given.entries()) {
    const before = given.slice(0, index).find(([known]) => known === key);
    if (before) throw new UsageError(`${option} sets ${key} twice, to ${before[1]} and ${value}; ${remedy}`);
  }
}

function nameAndModel(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new UsageError(`--named-model ${text} is not understood; write NAME=PROVIDER:NAME`);
  return [text.slice(0, at), text.slice(at + 1)];
}

/** The config with the price of every model it names. Throws a UsageError where one is unknown and must not be. */
export function withPrices(config: Config, unknownPrice: 'refuse' | 'allow'): Config {
  const asked = pricesOf(config);
  const prices = { ...config.prices, ...asked };
  const listed = Object.keys(asked).filter((name) => asked[name] !== null && !config.prices[name]);
  const priceLists = {
    ...config.priceLists,
    ...Object.fromEntries(listed.map((name) => [name, PRICE_LIST])),
  };
  const unknown = Object.keys(prices).filter((name) => prices[name] === null);
  if (unknown.length > 0 && unknownPrice === 'refuse') {
    for (const name of unknown) refuseMissingTape(name.replace(/^[\w.-]+=/, ''));
    const [name] = unknown;
    throw new UsageError(
      `nobody knows the price of ${unknown.join(', ')}; give it in a --config file as prices: {"${name}": {input, output, cacheRead, cacheWrite}} in USD per million tokens, or say --unknown-price allow`,
    );
  }
  if (unknown.length > 0 && isLimited(config)) {
    throw new UsageError(`a budget cannot be kept without the price of ${unknown.join(', ')}`);
  }
  return { ...config, prices, priceLists };
}

/** On stderr: a shared config file may price models of other runs, so it is no error. */
export function sayUnusedPrices(file: unknown, config: Config): void {
  const unused = unusedPrices(file, config);
  if (unused !== null) note(unused);
}

/** A price cannot mend a tape that is not there. */
function refuseMissingTape(text: string): void {
  const name = parseModelName(text);
  if (name.provider === 'tape' && !existsSync(name.path))
    throw new UsageError(`${text}: there is no tape at ${name.path}`);
}
