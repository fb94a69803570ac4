import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { type Config, configSchema } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import { configFaults } from './config-faults.ts';

type Layer = Readonly<Record<string, unknown>>;

/** Lays settings over one another, the later winning, and checks the result. Throws a UsageError naming the field. */
export function mergeConfig(...layers: readonly unknown[]): Config {
  const merged = layers.filter(isLayer).reduce(overlay, {});
  const parsed = configSchema.safeParse(merged);
  if (parsed.success) return parsed.data;
  throw new UsageError(`the configuration does not fit: ${configFaults(parsed.error).join('; ')}`);
}

/** Reads a config file, YAML or JSON; an empty one sets nothing. Throws a UsageError naming the file. */
export function readConfigFile(path: string): unknown {
  const settings = parsedFile(path) ?? {};
  if (isLayer(settings)) return settings;
  const what = Array.isArray(settings) ? 'a list' : JSON.stringify(settings);
  throw new UsageError(`config file ${path} holds ${what}; it is to hold settings by name, as samples: 10`);
}

function parsedFile(path: string): unknown {
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
