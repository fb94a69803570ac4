import { createInterface } from 'node:readline';
import { MachineryError } from '../../domain/errors.ts';
import { engineFailure } from './engine-failure.ts';

/** One line of the engine's report on a build or a pull. */
export interface EngineEvent {
  /** Output of a build. */
  readonly stream?: string;
  /** Step of a pull, such as `Downloading`; `id` names the layer. */
  readonly status?: string;
  readonly id?: string;
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  /** What ended it. */
  readonly error?: string;
}

/**
 * Reads the engine's report, JSON Lines, as it comes. Throws a MachineryError where `silenceMs` pass without a line:
 * a registry or a builder that hangs says nothing.
 */
export async function* engineEvents(
  report: NodeJS.ReadableStream,
  { doing, silenceMs }: { doing: string; silenceMs: number },
): AsyncGenerator<EngineEvent> {
  let silent = false;
  const timer = setTimeout(() => {
    silent = true;
    end(report);
  }, silenceMs);
  try {
    for await (const line of createInterface({ input: report, crlfDelay: Number.POSITIVE_INFINITY })) {
      timer.refresh();
      if (line.trim() !== '') yield parseEvent(line);
    }
  } catch (error) {
    if (!silent) throw engineFailure(error, doing);
  } finally {
    clearTimeout(timer);
    end(report);
  }
  if (silent) {
    throw new MachineryError(`Docker engine, ${doing}: no word for ${silenceMs / 1000} s`, {
      transient: true,
    });
  }
}

/** Closing the connection is how the engine is told to stop. */
function end(report: NodeJS.ReadableStream): void {
  if ('destroy' in report && typeof report.destroy === 'function') report.destroy();
}

function parseEvent(line: string): EngineEvent {
  const value: unknown = JSON.parse(line);
  return isEvent(value) ? value : {};
}

function isEvent(value: unknown): value is EngineEvent {
  return typeof value === 'object' && value !== null;
}
