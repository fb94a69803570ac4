import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { arch } from 'node:os';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { engineVersion } from '../sandbox/docker/engine-version.ts';
import type { Host } from './host.ts';
import { out, outJson } from './output.ts';

const run = promisify(execFile);
const LEAST_FREE_BYTES = 10 * 1024 ** 3;
const LEAST_NODE = 20;

interface Finding {
  readonly what: string;
  readonly state: 'ok' | 'missing' | 'warning';
  readonly found: string;
  /** How to mend it; empty where nothing is to be done. */
  readonly remedy: string;
}

/** Looks at everything a run needs; ends with status 1 where something is missing that no run can do without. */
export async function doctorCommand(
  { json, store }: { json: boolean; store: string },
  host: Host,
): Promise<void> {
  const findings = await Promise.all([
    node(),
    git(),
    docker(),
    disk(dirname(resolve(store))),
    ...keys(host),
    processor(),
    storeFile(store, host),
  ]);
  if (json) outJson(findings);
  else for (const finding of findings) out(lineOf(finding));
  host.end(findings.some(({ state }) => state === 'missing') ? 1 : 0);
}

function lineOf({ what, state, found, remedy }: Finding): string {
  return `${state.padEnd(8)}${what.padEnd(20)}${found}${remedy && `\n        ${remedy}`}`;
}

function node(): Finding {
  const ok = Number(process.versions.node.split('.')[0]) >= LEAST_NODE;
  return {
    what: 'Node',
    state: ok ? 'ok' : 'missing',
    found: process.version,
    remedy: ok ? '' : `install Node ${LEAST_NODE} or later`,
  };
}

async function git(): Promise<Finding> {
  try {
    const { stdout } = await run('git', ['--version']);
    return { what: 'git', state: 'ok', found: stdout.trim(), remedy: '' };
  } catch {
    return { what: 'git', state: 'missing', found: 'not found', remedy: 'install the package git' };
  }
}

async function docker(): Promise<Finding> {
  try {
    return { what: 'Docker engine', state: 'ok', found: await engineVersion(), remedy: '' };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    const remedy = 'needed for --sandbox docker; on Debian as root: scripts/docker-engine.sh';
    return { what: 'Docker engine', state: 'warning', found, remedy };
  }
}

async function disk(folder: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const ok = free >= LEAST_FREE_BYTES;
  const found = `${(free / 1024 ** 3).toFixed(0)} GiB free beside the store`;
  return {
    what: 'disk',
    state: ok ? 'ok' : 'warning',
    found,
    remedy: ok ? '' : 'images and stores need room: free some, or put --store elsewhere',
  };
}

function keys({ environment }: Host): Finding[] {
  return ['ANTHROPIC_API_KEY', 'OPENAI_API_KEY'].map((name) => {
    const set = Boolean(environment[name]);
    return {
      what: name,
      state: set ? 'ok' : 'warning',
      found: set ? 'set' : 'not set',
      remedy: set ? '' : `needed for ${name.split('_')[0]?.toLowerCase()} models only`,
    };
  });
}

function processor(): Finding {
  const ok = arch() === 'x64';
  const remedy = ok
    ? ''
    : 'SWE-bench images are x86-64: emulated they are many times slower, and time limits will be wrong';
  return { what: 'processor', state: ok ? 'ok' : 'warning', found: arch(), remedy };
}

async function storeFile(path: string, host: Host): Promise<Finding> {
  if (!existsSync(path))
    return { what: 'store', state: 'ok', found: `${path}, made by the first run`, remedy: '' };
  try {
    const store = await host.openReader(path);
    const runs = store.listRuns().length;
    store.close();
    return { what: 'store', state: 'ok', found: `${path}, ${runs} runs`, remedy: '' };
  } catch (error) {
    return {
      what: 'store',
      state: 'missing',
      found: path,
      remedy: error instanceof Error ? error.message : String(error),
    };
  }
}
