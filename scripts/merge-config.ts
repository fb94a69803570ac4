import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { type Config, configSchema } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';

type Layer = Readonly<Record<string, unknown>>;

/** Lays settings over one another, the later winning, and checks the result. Throws a UsageError naming the field. */
export function mergeConfig(...layers: readonly unknown[]): Config {
  const merged = layers.filter(isLayer).reduce(overlay, {});
  const parsed = configSchema.safeParse(merged);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'config'}: ${message}`);
  throw new UsageError(`the configuration does not fit: ${faults.join('; ')}`);
}

/** Reads a config file, YAML or JSON. */
export function readConfigFile(path: string): unknown {
  try {
    return parseYaml(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new UsageError(
      `config file ${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`,
      { cause },
    );
  }
}

function overlay(below: Layer, above: Layer): Layer {
  const merged: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const old = merged[key];
    if (value === undefined) continue;
    merged[key] = isLayer(old) && isLayer(value) ? overlay(old, value) : value;
  }
  return merged;
}

function isLayer(value: unknown): value is Layer {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
