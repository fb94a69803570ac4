import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { parseEnv } from 'node:util';
import { UsageError } from '../domain/errors.ts';
import type { Environment } from './compose.ts';
import { userGit } from './solve/user-git.ts';

export interface KeysWish {
  /** What `--keys` says; the variable TROOP_KEYS where left out. */
  readonly keys: string | undefined;
  /** The repository being worked on. */
  readonly repository?: string;
  readonly warn: (message: string) => void;
}

const NAME = /^[A-Za-z_]\w*$/;

/** Whoever may read the file beside its owner. */
const OTHERS = 0o077;

/**
 * The environment for models, and for them alone: what is said there and in a file of `NAME=value` lines, the file
 * first. Throws a UsageError where the file cannot be read, or lies where it may be given away.
 */
export async function environmentOfModels(
  environment: Environment,
  { keys, repository, warn }: KeysWish,
): Promise<Environment> {
  const given = keys ?? environment.TROOP_KEYS;
  if (!given) return environment;
  const path = found(given);
  if (repository !== undefined && isInside(path, found(repository)))
    throw new UsageError(`--keys ${given} lies in the repository that is worked on; put it elsewhere`);
  if (await isTracked(path, environment))
    throw new UsageError(
      `--keys ${given} is tracked by git, so that its keys are given away with the repository; put it elsewhere, and make new keys`,
    );
  if (process.platform !== 'win32' && (statSync(path).mode & OTHERS) !== 0)
    warn(`${given} can be read by others; say chmod 600 ${given}`);
  // The parser makes names of any text before a `=`, over several lines too.
  const named = Object.entries(parseEnv(readFileSync(path, 'utf8'))).filter(([name]) => NAME.test(name));
  if (named.length === 0)
    warn(`${given} holds no line such as OPENAI_API_KEY=..., so no key is taken from it`);
  return { ...environment, ...Object.fromEntries(named) };
}

function found(path: string): string {
  try {
    return realpathSync(path);
  } catch (cause) {
    throw new UsageError(`${path} cannot be read; --keys names a file of lines such as OPENAI_API_KEY=...`, {
      cause,
    });
  }
}

function isInside(path: string, folder: string): boolean {
  return !/^\.\.(\/|$)/.test(relative(folder, path));
}

function isTracked(path: string, environment: Environment): Promise<boolean> {
  return userGit(
    dirname(path),
    environment,
  )(['ls-files', '--error-unmatch', '--', path]).then(
    () => true,
    () => false,
  );
}
