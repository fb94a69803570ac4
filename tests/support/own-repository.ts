import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeRepository } from '../../scripts/demo/repository.ts';

export interface OwnRepository {
  /** Temporary folder of this test, removed with it; the repository is a folder in it. */
  readonly folder: string;
  readonly directory: string;
  readonly issueFile: string;
  /** By which tapes and fake servers know the issue. */
  readonly instanceId: string;
  git(...args: string[]): string;
}

/** A repository as a user has it, with an issue written down beside it. */
export async function ownRepository(
  name: string,
  source: string | Readonly<Record<string, string>>,
  issue: string,
): Promise<OwnRepository> {
  const folder = mkdtempSync(join(tmpdir(), 'troop-own-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const tree = typeof source === 'string' ? source : writeFiles(join(folder, 'source'), source);
  const directory = join(folder, name);
  await makeRepository({ source: tree, directory, message: name, path: process.env.PATH ?? '' });
  const issueFile = join(folder, 'issue.md');
  writeFileSync(issueFile, issue);
  const git = (...args: string[]) =>
    execFileSync('git', ['--no-optional-locks', '-C', directory, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  // Modes as they were committed.
  git('reset', '--quiet', '--hard');
  git('config', 'user.name', 'A User');
  git('config', 'user.email', 'user@localhost');
  const hash = createHash('sha256').update(issue).digest('hex').slice(0, 8);
  return { folder, directory, issueFile, instanceId: `${basename(name)}-${hash}`, git };
}

function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Every file of a folder, `.git` included, with its mode and content's hash: what must not change. */
export function everyFile(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => {
      const digest = createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);
      return `${path.slice(folder.length)} ${statSync(path).mode.toString(8)} ${digest}`;
    })
    .sort();
}
