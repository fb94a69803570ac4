import { randomBytes } from 'node:crypto';
import type Docker from 'dockerode';
import { MachineryError } from '../../domain/errors.ts';
import type { Cell, CellResult } from '../../domain/execution.ts';
import { type CappedOutput, createCappedOutput } from '../capped-output.ts';
import { memoryReason, notApplied, timedOut, verdictOf } from '../verdict.ts';
import { cellArchive } from './cell-archive.ts';
import { type Beginning, readBeginning, readEnded } from './cell-runner.ts';
import { checkHead, impossible } from './check-beginning.ts';
import { containerOptions } from './container-options.ts';
import { demultiplex } from './demultiplex.ts';
import { engineCall } from './engine-call.ts';
import { engineFailure, isGone, isNotFound, missingImage } from './engine-failure.ts';
import { removeContainer } from './reap-dead-owners.ts';

/** Applying a patch takes milliseconds; an engine that has not begun the script by then is overloaded. */
const BEGIN_MS = 120_000;
const REPORT_BYTES = 64 * 1024;

interface ContainerRun {
  readonly docker: Docker;
  /** The image to run in; messages name the cell's. */
  readonly reference: string;
  /** Hears that the engine no longer has it. */
  readonly removed: () => void;
  readonly labels: Record<string, string>;
  /** Of the engine's machine; it refuses a container that asks for more. */
  readonly engineCpus: number;
  readonly signal: AbortSignal;
  readonly deliver: (result: CellResult) => void;
}

/**
 * Runs a cell in a container of its own, whose main process is the cell: with the container ends all that the
 * script started. The result is delivered before the container's removal, which takes its time.
 */
export async function runInContainer(cell: Cell, run: ContainerRun): Promise<void> {
  const token = randomBytes(16).toString('hex');
  const { reference, labels, engineCpus } = run;
  const options = containerOptions(cell, { token, reference, labels, engineCpus });
  const creation = run.docker.createContainer(options).catch((error: unknown) => {
    if (isNotFound(error)) run.removed();
    return missingImage(cell.image.name)(error);
  });
  const container = await engineCall('creating a container', creation);
  try {
    run.signal.throwIfAborted();
    await engineCall('copying a cell in', container.putArchive(await cellArchive(cell), { path: '/' }));
    const result = await watch(container, { cell, token, signal: run.signal });
    run.signal.throwIfAborted();
    run.deliver(result);
  } finally {
    await removeContainer(container);
  }
}

/** An engine that goes away in the middle of a stream is machinery, not the end of the output. */
async function* guarded(stream: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield Buffer.from(chunk);
  } catch (error) {
    throw engineFailure(error, 'reading output');
  }
}

interface Watch {
  readonly cell: Cell;
  readonly token: string;
  readonly signal: AbortSignal;
}

/** Starts the container and follows it to its end, or to the end that the time limit or the signal makes. */
async function watch(container: Docker.Container, { cell, token, signal }: Watch): Promise<CellResult> {
  const attaching = container.attach({ stream: true, stdout: true, stderr: true });
  const stream = await engineCall('attaching to a container', attaching);
  const output = createCappedOutput(cell.limits.outputBytes);
  const reports = createCappedOutput(REPORT_BYTES);
  const killer = createKiller(container);
  let beginning: Beginning | null = null;
  let startedAt = performance.now();
  signal.addEventListener('abort', killer.kill, { once: true });
  killer.killAfter(BEGIN_MS);
  try {
    await engineCall('starting a container', container.start());
    // A kill that came before the start found nothing to kill.
    signal.throwIfAborted();
    for await (const { channel, bytes } of demultiplex(guarded(stream))) {
      (channel === 'stdout' ? output : reports).add(bytes);
      if (beginning || channel === 'stdout') continue;
      beginning = readBeginning(reports.text(), token);
      if (beginning?.kind !== 'ready') continue;
      checkHead(beginning.head, cell);
      startedAt = performance.now();
      killer.killAfter(cell.limits.timeoutMs);
    }
  } finally {
    signal.removeEventListener('abort', killer.kill);
    await killer.end();
  }
  signal.throwIfAborted();
  const seconds = (performance.now() - startedAt) / 1000;
  // A patch that does not apply comes with git's words on later lines, so the whole of the reports is read again.
  beginning = readBeginning(reports.text(), token);
  if (beginning === null) throw neverBegan(reports, cell);
  switch (beginning.kind) {
    case 'impossible':
      throw impossible(beginning.words, cell);
    case 'not-applied':
      checkHead(beginning.head, cell);
      return notApplied(beginning.words, `image ${cell.image.name}`);
    case 'ready': {
      const text = output.text();
      if (killer.hasTimedOut()) return timedOut(cell.limits, text, seconds);
      const ended = readEnded(reports.text(), token);
      const verdict = ended ? verdictOf(ended, cell.limits, text) : await unreported(container, cell);
      return { ...verdict, output: text, seconds };
    }
  }
}

function neverBegan(reports: CappedOutput, cell: Cell): MachineryError {
  const words = reports.text().trim() || `nothing within ${BEGIN_MS / 1000} s`;
  return new MachineryError(`cell in image ${cell.image.name} never began: ${words}`, { transient: true });
}

/** The runner was killed before it could report: by the memory limit, or by the script itself. */
async function unreported(container: Docker.Container, cell: Cell) {
  const { StatusCode: status }: { StatusCode: number } = await engineCall('waiting', container.wait());
  const { State } = await engineCall('inspecting a container', container.inspect());
  if (State.OOMKilled)
    return { outcome: 'broken' as const, exitCode: null, reason: memoryReason(cell.limits) };
  return {
    outcome: 'broken' as const,
    exitCode: status,
    reason: 'the script killed the process that runs it',
  };
}

/** Kills a container at most once, and remembers whether time was the cause. */
function createKiller(container: Docker.Container) {
  let timer: NodeJS.Timeout | undefined;
  let killing: Promise<void> | undefined;
  let timedOut = false;
  const kill = (): void => {
    killing ??= engineCall(
      'killing a container',
      container.kill().catch((error: unknown) => {
        if (!isGone(error)) throw error;
      }),
    );
    // `end` throws it; until then nobody listens.
    killing.catch(() => {});
  };
  return {
    kill,
    hasTimedOut: () => timedOut,
    killAfter(ms: number): void {
      clearTimeout(timer);
      timer = setTimeout(() => {
        timedOut = true;
        kill();
      }, ms);
    },
    async end(): Promise<void> {
      clearTimeout(timer);
      await killing;
    },
  };
}
