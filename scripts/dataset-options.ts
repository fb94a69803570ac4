import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { UsageError } from '../domain/errors.ts';
import type { IssueFilter, Shard } from '../pipeline/pick-issues.ts';
import { list } from './output.ts';

/** What the options below come to. */
export interface DatasetOptions {
  readonly split?: string;
  readonly instances?: readonly string[];
  readonly repo?: readonly string[];
  readonly shard?: Shard;
}

/** Options that say which issues of a data set are meant; the same in every command that takes one. */
export function onDataset(command: Command): Command {
  return command
    .option('--split <name>', 'split of a data set that has several (default: test)')
    .option('--instances <ids>', 'only these instances (a,b,c, or @FILE with one a line)', instanceIds)
    .option('--repo <names>', 'only these repositories (owner/name,...)', list)
    .option('--shard <i/n>', 'only the i-th of n parts, by a hash of the instance id', shard);
}

export function filterOf({ instances, repo, shard: part }: DatasetOptions): IssueFilter {
  return { instances, repositories: repo, shard: part };
}

/** `a,b,c`, or `@FILE` with ids apart by commas, spaces or lines, and `#` before a remark; given once or several times. */
function instanceIds(text: string, before: readonly string[] = []): string[] {
  if (!text.startsWith('@')) return list(text, before);
  const ids = readIds(text.slice(1))
    .split('\n')
    .flatMap((line) => line.replace(/#.*/, '').split(/[\s,]+/))
    .filter((id) => id !== '');
  if (ids.length === 0) throw new UsageError(`--instances ${text}: the file names no instance`);
  return [...before, ...ids];
}

function readIds(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError(`--instances: there is no file ${file}`, { cause });
  }
}

function shard(text: string): Shard {
  const [, number, of] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const part = { number: Number(number), of: Number(of) };
  if (!(part.number >= 1 && part.number <= part.of)) {
    throw new UsageError(`--shard takes i/n with i from 1 to n, as in 1/4, not ${JSON.stringify(text)}`);
  }
  return part;
}
