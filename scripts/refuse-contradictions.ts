import type { Config } from '../domain/config.ts';
import { UsageError } from '../domain/errors.ts';
import type { RunOptions } from './run-command.ts';
import type { SettingsOptions } from './settings-options.ts';

/** Throws a UsageError where options could only be meant together with others that are missing. */
export function refuseContradictions(options: RunOptions, config: Config, hasCandidates: boolean): void {
  if (options.recordOf !== undefined && options.record === undefined) {
    throw new UsageError('--record-of says what a tape is a recording of, and needs --record TAPE');
  }
  refuseMissingFiles(options, config);
  if (options.split !== undefined && options.dataset === undefined) {
    throw new UsageError('--split says which part of --dataset is meant, and needs it');
  }
  if (!config.edit && !hasCandidates) {
    throw new UsageError(
      '--no-edit makes no patches, and there is none to choose among: --import FILES brings some',
    );
  }
}

/** Throws a UsageError where files are given for another context mode, or none for this one. */
export function refuseMissingFiles({ given }: Pick<SettingsOptions, 'given'>, { context }: Config): void {
  if (given !== undefined && context.mode !== 'given') {
    throw new UsageError(
      `--given names files for --context given, and the context is ${context.mode}: say --context given too`,
    );
  }
  if (context.mode === 'given' && context.given.length === 0) {
    throw new UsageError('--context given needs the files: --given lib/a.py,lib/b.py');
  }
}
