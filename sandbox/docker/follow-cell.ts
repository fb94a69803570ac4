import { MachineryError } from '../../domain/errors.ts';
import type { Cell, CellResult } from '../../domain/execution.ts';
import { type CappedOutput, createCappedOutput } from '../capped-output.ts';
import { type Ended, notApplied, timedOut, verdictOf } from '../verdict.ts';
import { type Beginning, readBeginning, readEnded } from './cell-runner.ts';
import { checkHead, impossible } from './check-beginning.ts';
import type { ContainerKiller } from './container-killer.ts';
import { demultiplex, type Frame } from './demultiplex.ts';
import { engineFailure } from './engine-failure.ts';

/** Applying a patch takes milliseconds; an engine that has not begun the script by then is overloaded. */
const BEGIN_MS = 120_000;
const REPORT_BYTES = 64 * 1024;

export interface FollowedCell {
  readonly cell: Cell;
  readonly token: string;
  readonly signal: AbortSignal;
  /** Ends the container at the time limit. */
  readonly killer: ContainerKiller;
  /** Begins the cell; whatever it writes comes through the frames. */
  readonly begin: () => Promise<AsyncIterable<Frame>>;
  /** What is known of a script that left no last report. */
  readonly unreported: () => Promise<Pick<CellResult, 'outcome' | 'exitCode' | 'reason'>>;
}

type Stream = AsyncIterable<Buffer | string>;

export interface CellEnd {
  readonly result: CellResult;
  /** The runner's last report; null where it did not live to write it, or the script was ended. */
  readonly ended: Ended | null;
  /** All that the runner reported. */
  readonly reports: string;
}

/** Follows a cell's runner to its end, or to the end that the time limit or the signal makes. */
export async function followCell(followed: FollowedCell): Promise<CellEnd> {
  const { cell, token, signal, killer } = followed;
  const output = createCappedOutput(cell.limits.outputBytes);
  const reports = createCappedOutput(REPORT_BYTES);
  let beginning: Beginning | null = null;
  let startedAt = performance.now();
  signal.addEventListener('abort', killer.kill, { once: true });
  killer.killAfter(BEGIN_MS);
  try {
    const frames = await followed.begin();
    // A kill that came before the start found nothing to kill.
    signal.throwIfAborted();
    for await (const { channel, bytes } of frames) {
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
  return endOf(followed, { output, reports, seconds });
}

interface Heard {
  readonly output: CappedOutput;
  readonly reports: CappedOutput;
  readonly seconds: number;
}

async function endOf(
  { cell, token, killer, unreported }: FollowedCell,
  { output, reports, seconds }: Heard,
): Promise<CellEnd> {
  const said = reports.text();
  // A patch that does not apply comes with git's words on later lines, so the whole of the reports is read again.
  const beginning = readBeginning(said, token);
  if (beginning === null) throw neverBegan(said, cell);
  switch (beginning.kind) {
    case 'impossible':
      throw impossible(beginning.words, cell);
    case 'not-applied':
      checkHead(beginning.head, cell);
      return {
        result: notApplied(beginning.words, `image ${cell.image.name}`),
        ended: null,
        reports: said,
      };
    case 'ready': {
      const text = output.text();
      if (killer.hasTimedOut())
        return { result: timedOut(cell.limits, text, seconds), ended: null, reports: said };
      const ended = readEnded(said, token);
      const verdict = ended ? verdictOf(ended, cell.limits, text) : await unreported();
      return { result: { ...verdict, output: text, seconds }, ended, reports: said };
    }
  }
}

function neverBegan(reports: string, cell: Cell): MachineryError {
  const words = reports.trim() || `nothing within ${BEGIN_MS / 1000} s`;
  return new MachineryError(`cell in image ${cell.image.name} never began: ${words}`, { transient: true });
}

/** What an attached container writes. */
export function framesOf(stream: Stream): AsyncGenerator<Frame> {
  return demultiplex(guarded(stream));
}

/** An engine that goes away in the middle of a stream is machinery, not the end of the output. */
async function* guarded(stream: Stream): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield Buffer.from(chunk);
  } catch (error) {
    throw engineFailure(error, 'reading output');
  }
}
