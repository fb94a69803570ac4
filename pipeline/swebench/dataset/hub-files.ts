import picomatch from 'picomatch';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { UsageError } from '../../../domain/errors.ts';

/** Endings of the files that rows are read from. */
export const DATA_FILE = /\.(parquet|jsonl|ndjson|json)$/i;

const paths = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** `data_files` is a path, several, or paths by split, as a list or as an object. */
const dataFiles = z.union([
  paths.transform((path) => [{ split: 'train', path }]),
  z.array(z.object({ split: z.string(), path: paths })),
  z
    .record(z.string(), paths)
    .transform((splits) => Object.entries(splits).map(([split, path]) => ({ split, path }))),
]);

const configSchema = z.object({ config_name: z.string().default('default'), data_files: dataFiles });

const frontMatter = z.object({ configs: z.array(configSchema).optional() });

type HubConfig = z.infer<typeof configSchema>;

interface Splits {
  readonly of: string;
  readonly files: ReadonlyMap<string, readonly string[]>;
}

/**
 * The data files of one split in a folder as the hub keeps it, in the hub's order. `files` are all paths below the
 * folder, with `/`; `readme` is the text of its README.md, whose front matter may say which files make a split;
 * `split` is `test`, or `java/test` where there are several configurations. Throws a UsageError that names what
 * there is.
 */
export function filesOfSplit(files: readonly string[], readme: string | null, split: string): string[] {
  const [wanted = '', configName] = split.split('/').reverse();
  const sorted = files.filter((file) => !/(^|\/)\./.test(file)).sort();
  const splits = splitsOf(sorted, readme, configName);
  const found = splits.files.get(wanted) ?? [];
  if (found.length > 0) return [...found];
  const known = [...splits.files].filter(([, of]) => of.length > 0).map(([name]) => name);
  const there = known.length > 0 ? `there are ${known.join(', ')}; say one with --split` : NO_FILES;
  throw new UsageError(`no split ${wanted} in ${splits.of}: ${there}`);
}

const NO_FILES = 'there is no data file (.parquet, .jsonl, .json)';

function splitsOf(files: readonly string[], readme: string | null, configName?: string): Splits {
  const configs = readme === null ? [] : configsOf(readme);
  if (configs.length === 0 && configName === undefined) {
    return { of: 'the folder', files: splitsByName(files.filter((file) => DATA_FILE.test(file))) };
  }
  const config = pickConfig(configs, configName);
  const matching = config.data_files.map(({ split, path }): [string, string[]] => {
    const isMatch = picomatch(path.map((pattern) => pattern.replace(/^\.?\//, '')));
    return [split, files.filter((file) => isMatch(file))];
  });
  return { of: `the configuration ${config.config_name}`, files: new Map(matching) };
}

function pickConfig(configs: readonly HubConfig[], name: string | undefined): HubConfig {
  const only = configs.length === 1 ? configs[0] : undefined;
  const wanted = name ?? only?.config_name ?? 'default';
  const found = configs.find((config) => config.config_name === wanted);
  if (found) return found;
  const names = configs.map((config) => config.config_name).join(', ') || 'none';
  throw new UsageError(`no configuration ${wanted}: there are ${names}; say --split CONFIGURATION/test`);
}

function configsOf(readme: string): HubConfig[] {
  const [, yaml] = /^\uFEFF?---\r?\n(.*?)\r?\n---/s.exec(readme) ?? [];
  if (yaml === undefined) return [];
  let parsed: unknown;
  try {
    parsed = parseYaml(yaml);
  } catch (cause) {
    throw new UsageError(`README.md: its front matter is no YAML`, { cause });
  }
  const result = frontMatter.safeParse(parsed ?? {});
  if (result.success) return result.data.configs ?? [];
  const [fault] = result.error.issues;
  throw new UsageError(`README.md: front matter: ${fault?.path.join('.')}: ${fault?.message}`);
}

const SPLIT_WORDS: Readonly<Record<string, readonly string[]>> = {
  train: ['train', 'training'],
  dev: ['dev', 'validation', 'valid', 'val'],
  test: ['test', 'testing', 'eval', 'evaluation'],
};

/** Without a front matter the words in paths tell, as on the hub; files without any make up the test split. */
function splitsByName(files: readonly string[]): Map<string, string[]> {
  const splits = new Map<string, string[]>();
  for (const file of files) {
    const words = file.toLowerCase().split(/[^a-z0-9]+/);
    const split = Object.keys(SPLIT_WORDS).find((name) =>
      SPLIT_WORDS[name]?.some((word) => words.includes(word)),
    );
    const key = split ?? '';
    splits.set(key, [...(splits.get(key) ?? []), file]);
  }
  const unnamed = splits.get('') ?? [];
  splits.delete('');
  return splits.size === 0 && unnamed.length > 0 ? new Map([['test', unnamed]]) : splits;
}
