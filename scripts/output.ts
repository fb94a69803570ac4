import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { UsageError } from '../domain/errors.ts';
import { safeText } from './safe-text.ts';

/** Status with which a command ends: all done, usage or machinery, finished with unfinished items, interrupted. */
export type ExitStatus = 0 | 1 | 2 | 130;

/** A reader that has seen enough (`| head`) ends the command quietly, as other tools do. */
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

export const out = (text: string): void => {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
};

/** For people: messages quote providers, git and data sets, whose words must not drive a terminal. */
export const note = (text: string): void => {
  const safe = safeText(text);
  process.stderr.write(safe.endsWith('\n') ? safe : `${safe}\n`);
};

export function outJson(value: unknown): void {
  out(JSON.stringify(value, null, 2));
}

/** For commander: a whole number from `least` on. */
export function wholeNumber(option: string, least = 0): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < least) {
      throw new UsageError(`${option} takes a whole number from ${least} on, not ${JSON.stringify(text)}`);
    }
    return value;
  };
}

export function usdAmount(option: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
      throw new UsageError(`${option} takes an amount in USD, not ${JSON.stringify(text)}`);
    }
    return value;
  };
}

/** The name of a run, as `--run` takes it. */
export function runName(text: string): string {
  if (text.trim() === '') throw new UsageError('--run is empty; give the run a name, such as --run night');
  return text;
}

/** `a,b,c`, given once or several times. */
export function list(text: string, before: readonly string[] = []): string[] {
  return [
    ...before,
    ...text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ];
}

/** Options that every command on a store has. */
export function onStore(command: Command): Command {
  return command
    .option('--store <file>', 'SQLite file of the store', './troop.db')
    .option('--json', 'print JSON on stdout', false);
}

/** Writes what a user asked to have in a file. Throws a UsageError that names the file where it cannot be written. */
export function writeOut(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(
      `--out ${path} cannot be written (${words}); name a file in a folder that is there`,
      { cause },
    );
  }
}
