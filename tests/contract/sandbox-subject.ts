import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Cell, CellResult, Limits, Script } from '../../domain/execution.ts';
import type { SandboxEngine } from '../../domain/sandbox.ts';
import { createDockerEngine } from '../../sandbox/docker/create-docker-engine.ts';
import { createProcessEngine } from '../../sandbox/process/create-process-engine.ts';
import { dockerOrSkip, imageOfRepository } from '../support/docker.ts';

const run = promisify(execFile);

/** What a bash script, its patch and its limits need not say. */
export interface CellOptions {
  readonly patch?: string | null;
  readonly apply?: 'official';
  readonly limits?: Partial<Limits>;
  readonly script?: Partial<Script>;
  readonly setup?: string;
  /** The subject's own where left out. */
  readonly session?: string;
}

/** An engine under test, with a repository that it can run. */
export interface Subject {
  readonly engine: SandboxEngine;
  /** The repository's work tree on this machine. */
  readonly directory: string;
  readonly commit: string;
  readonly image: string;
  /** Whether cells on base share sandboxes. */
  readonly isWarm: boolean;
  cell(bash: string, options?: CellOptions): Cell;
  run(bash: string, options?: CellOptions): Promise<CellResult>;
  close(): Promise<void>;
}

export const LIMITS: Limits = {
  timeoutMs: 20_000,
  memoryBytes: 128 * 1024 * 1024,
  pids: 64,
  cpus: 0.5,
  diskBytes: 8 * 1024 * 1024,
  outputBytes: 16 * 1024,
};

/** Files of the repository under test, each with a side that patches and readers get wrong. */
const FILES: Readonly<Record<string, string | Buffer>> = {
  'answer.txt': 'one\ntwo\nthree\n',
  'crlf.txt': 'one\r\ntwo\r\n',
  'no-newline.txt': 'one\ntwo',
  'to-delete.txt': 'gone\n',
  'docs/naïve 測試.txt': 'á\n',
  'bom.txt': '\ufeffbom\n',
  'binary.bin': Buffer.from([0, 1, 2, 255]),
  'latin1.txt': Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x0a]),
  'empty.txt': '',
};

/** Commits `FILES` and a symbolic link, always under the same id, in a new directory. */
async function makeRepository(): Promise<{ directory: string; commit: string }> {
  const directory = await mkdtemp(join(await realpath(tmpdir()), 'troop-test-repository-'));
  for (const [path, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
  await symlink('answer.txt', join(directory, 'link.txt'));
  const when = '2020-01-01T00:00:00Z';
  const env = { ...process.env, GIT_AUTHOR_DATE: when, GIT_COMMITTER_DATE: when };
  const git = (...words: string[]) =>
    run('git', ['-c', 'core.autocrlf=false', ...words], { cwd: directory, env });
  await git('init', '--quiet');
  await git('add', '--all');
  await git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '--quiet', '--message', 'base');
  const { stdout } = await git('rev-parse', 'HEAD');
  return { directory, commit: stdout.trim() };
}

export const docker = await dockerOrSkip();

/** One way to open each engine; the Docker one only where an engine answers. */
export const ENGINES: readonly (readonly [string, () => Promise<Subject>])[] = [
  ['process', () => openProcess()],
  ['warm process', () => openProcess('contract')],
  ...(docker
    ? [['docker', () => openDocker()] as const, ['warm docker', () => openDocker('contract')] as const]
    : []),
];

export async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
}

/** With a session, all cells are one trajectory's. */
export async function openProcess(session?: string): Promise<Subject> {
  return subjectOf(
    session,
    (cache) => {
      const environment = { ...process.env, TROOP_CACHE: cache };
      return createProcessEngine({ concurrency: 2, environment });
    },
    () => Promise.resolve(''),
  );
}

export async function openDocker(session?: string): Promise<Subject> {
  if (!docker) throw new Error('no Docker engine');
  const owner = { bootId: await bootId(), pid: process.pid };
  return subjectOf(
    session,
    (cache) => {
      const environment = { ...process.env, TROOP_CACHE: cache };
      return createDockerEngine({ run: 'contract', owner, concurrency: 2, environment, docker });
    },
    (directory) => imageOfRepository(docker, directory),
  );
}

async function subjectOf(
  session: string | undefined,
  open: (cache: string) => SandboxEngine,
  imageOf: (directory: string) => Promise<string>,
): Promise<Subject> {
  const { directory, commit } = await makeRepository();
  const cache = await mkdtemp(join(tmpdir(), 'troop-test-cache-'));
  const image = await imageOf(directory);
  const engine = open(cache);
  const cell = (
    bash: string,
    { patch = null, apply, limits, script, setup = '', session: own = session }: CellOptions = {},
  ): Cell => ({
    instanceId: 'contract__sandbox-1',
    image: { name: image, root: '/testbed', setup },
    repository: directory,
    baseCommit: commit,
    patch,
    ...(apply ? { apply } : {}),
    script: { text: bash, fileName: 'script.sh', command: 'bash {script}', place: 'outside', ...script },
    limits: { ...LIMITS, ...limits },
    ...(own === undefined ? {} : { session: own }),
  });
  return {
    engine,
    directory,
    commit,
    image,
    isWarm: session !== undefined,
    cell,
    async run(bash, options) {
      const [result] = await engine.execute([cell(bash, options)], AbortSignal.timeout(60_000));
      if (!result) throw new Error('no result');
      return result;
    },
    async close() {
      await engine.close();
      await rm(directory, { recursive: true });
      await rm(cache, { recursive: true });
    },
  };
}

/** A word for a command line that no other process has, and the living processes that have it: /proc's own account. */
export function watchedWord(): { word: string; processes: () => Promise<number[]> } {
  const word = `3600.${Math.floor(Math.random() * 1e12)}`;
  return {
    word,
    async processes() {
      const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
      const lines = await Promise.all(
        ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')),
      );
      return ids.filter((_, index) => lines[index]?.split('\0').includes(word)).map(Number);
    },
  };
}
