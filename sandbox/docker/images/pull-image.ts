import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import { MachineryError } from '../../../domain/errors.ts';
import { engineCall } from '../engine-call.ts';
import { type EngineEvent, engineEvents } from '../engine-events.ts';

/** Times in milliseconds; tests pass shorter ones. */
export interface PullPatience {
  /** Without a word from the registry. */
  readonly silenceMs: number;
  /** Of one try, as a whole: images of several gigabytes over a slow line. */
  readonly tryMs: number;
  readonly tries: number;
  /** Before the second try; doubled before each further one. */
  readonly pauseMs: number;
}

const PATIENCE: PullPatience = { silenceMs: 120_000, tryMs: 3_600_000, tries: 3, pauseMs: 2_000 };
const SAY_EVERY_MS = 5_000;

export interface Pulling {
  readonly docker: Docker;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  readonly login: RegistryLogin | null;
  readonly patience?: PullPatience;
}

/** What a registry is told of who pulls. */
export interface RegistryLogin {
  readonly username: string;
  readonly password: string;
  readonly serveraddress: string;
}

/**
 * Names that no registry has: none, images that troop makes, and plain ids. Everything else may be pullable, as the
 * engine's own commands assume.
 */
export function isPullable(name: string): boolean {
  return name !== '' && !/^troop-/.test(name) && !/^(sha256:)?[0-9a-f]{64}$/.test(name);
}

/**
 * Pulls an image, trying again after failures that may pass. Throws a MachineryError with the image, the engine's
 * words and what helps.
 */
export async function pullImage(name: string, pulling: Pulling): Promise<void> {
  const { tries, pauseMs } = pulling.patience ?? PATIENCE;
  for (let number = 1; ; number += 1) {
    try {
      await pullOnce(name, pulling);
      return;
    } catch (error) {
      pulling.signal.throwIfAborted();
      const words = error instanceof Error ? error.message : String(error);
      const { remedy, isFinal } = diagnose(words, name);
      if (isFinal || number >= tries) {
        const message = `cannot pull image ${name}: ${words}; ${remedy}`;
        throw new MachineryError(message, { cause: error, transient: !isFinal });
      }
      pulling.say(`pulling ${name} failed (${words}); trying again`);
      await sleep(pauseMs * 2 ** (number - 1), undefined, { signal: pulling.signal });
    }
  }
}

async function pullOnce(name: string, { docker, say, signal, login, patience }: Pulling): Promise<void> {
  const { silenceMs, tryMs } = patience ?? PATIENCE;
  const doing = `pulling ${name}`;
  const limit = AbortSignal.timeout(tryMs);
  const abortSignal = AbortSignal.any([signal, limit]);
  const options = { abortSignal, ...platformOf(name), ...(login ? { authconfig: login } : {}) };
  const progress = createProgress(doing, say);
  try {
    const report = await engineCall(doing, docker.pull(name, options));
    for await (const event of engineEvents(report, { doing, silenceMs })) {
      if (event.error !== undefined) throw new Error(event.error.trim());
      progress(event);
    }
  } catch (error) {
    if (limit.aborted && !signal.aborted) {
      throw new MachineryError(`not there within ${tryMs / 1000} s`, { cause: error, transient: true });
    }
    throw error;
  }
  say(`${doing}: done`);
}

/** An official image says in its name what it runs on; on another processor the engine would look for its own kind. */
function platformOf(name: string): { platform?: string } {
  if (/\.x86_64\./.test(name)) return { platform: 'linux/amd64' };
  return /\.arm64\./.test(name) ? { platform: 'linux/arm64' } : {};
}

/** Sums up the layers, and says how far they are every few seconds. */
function createProgress(doing: string, say: (line: string) => void): (event: EngineEvent) => void {
  const layers = new Map<string, { current: number; total: number }>();
  let saidAt = performance.now();
  return ({ id, status, progressDetail }) => {
    if (id === undefined || status !== 'Downloading' || progressDetail?.total === undefined) return;
    layers.set(id, { current: progressDetail.current ?? 0, total: progressDetail.total });
    if (performance.now() - saidAt < SAY_EVERY_MS) return;
    saidAt = performance.now();
    const sum = (part: 'current' | 'total') =>
      [...layers.values()].reduce((all, layer) => all + layer[part], 0);
    say(`${doing}: ${megabytes(sum('current'))} of at least ${megabytes(sum('total'))} MB`);
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}

function diagnose(words: string, name: string): { remedy: string; isFinal: boolean } {
  if (/toomanyrequests|rate limit/i.test(words)) {
    return { remedy: 'wait until the limit has passed (hours), or log in: docker login', isFinal: true };
  }
  if (/not found|manifest unknown|does not exist|denied|unauthorized|no basic auth/i.test(words)) {
    const remedy = `check the name, log in where it is private (docker login), or give the row a dockerfile`;
    return { remedy, isFinal: true };
  }
  if (/no space left on device/i.test(words)) {
    return {
      remedy: 'free disk space on the engine’s machine (troop images prune, docker system df)',
      isFinal: true,
    };
  }
  if (/invalid reference format|invalid tag/i.test(words)) {
    return { remedy: 'correct the image of the row', isFinal: true };
  }
  return { remedy: `is the network there? try by hand: docker pull ${name}`, isFinal: false };
}
