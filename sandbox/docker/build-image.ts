import { PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { MachineryError } from '../../domain/errors.ts';
import { engineCall } from './engine-call.ts';
import { engineEvents } from './engine-events.ts';

/** A build step that prints nothing for longer than this is taken for stuck. */
const SILENCE_MS = 20 * 60_000;
const KEPT_LINES = 30;

export interface ImageBuild {
  /** The reference that the image gets. */
  readonly name: string;
  readonly dockerfile: string;
  /** A tar archive for COPY and ADD, with `dockerfile` in it under `DOCKERFILE`; by default it holds nothing else. */
  readonly context?: NodeJS.ReadableStream;
  readonly labels: Readonly<Record<string, string>>;
  /** Build arguments; those that the text does not declare are ignored. */
  readonly arguments?: Readonly<Record<string, string>>;
  readonly network: boolean;
}

/** Where a build looks for its text; a name of its own, so that a context's `Dockerfile` stays what it is. */
export const DOCKERFILE = '.troop.Dockerfile';

/** Builds an image with the engine's own builder. Throws a MachineryError with the last lines of a failed build. */
export async function buildImage(docker: Docker, build: ImageBuild, signal: AbortSignal): Promise<void> {
  const doing = `building ${build.name}`;
  const context = build.context ?? onlyDockerfile(build.dockerfile);
  const request = docker.buildImage(context, {
    t: build.name,
    dockerfile: DOCKERFILE,
    labels: { ...build.labels },
    buildargs: { ...build.arguments },
    forcerm: true,
    ...(build.network ? {} : { networkmode: 'none' }),
    abortSignal: signal,
  });
  const lines: string[] = [];
  const report = await engineCall(doing, request).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
  try {
    for await (const { stream, error } of engineEvents(report, { doing, silenceMs: SILENCE_MS })) {
      if (stream !== undefined) lines.push(...stream.split('\n').filter((line) => line.trim() !== ''));
      if (lines.length > KEPT_LINES) lines.splice(0, lines.length - KEPT_LINES);
      if (error !== undefined) throw failedBuild(doing, error, lines);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  signal.throwIfAborted();
}

function onlyDockerfile(text: string): NodeJS.ReadableStream {
  const tar = pack();
  tar.entry({ name: DOCKERFILE, mtime: new Date(0) }, text);
  tar.finalize();
  return tar.pipe(new PassThrough());
}

function failedBuild(doing: string, error: string, lines: readonly string[]): MachineryError {
  const remedy = /no space left on device/i.test(error)
    ? '; free disk space on the engine’s machine (troop images prune, docker system df)'
    : '';
  const message = `Docker engine, ${doing}: ${error.trim()}${remedy}\n${lines.join('\n')}`;
  return new MachineryError(message.trim(), { transient: false });
}
