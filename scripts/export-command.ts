import { UsageError } from '../domain/errors.ts';
import {
  type Chosen,
  chosenOf,
  exportPredictions,
  PREDICTION_FORMATS,
  type PredictionFormat,
  renderPredictions,
} from '../pipeline/export-predictions.ts';
import { findRun } from './find-run.ts';
import type { Host } from './host.ts';
import { note, out, outJson, writeOut } from './output.ts';
import { withReader } from './session.ts';
import { writeSubmission } from './submission-command.ts';

export interface ExportOptions {
  readonly store: string;
  readonly json: boolean;
  readonly run?: string;
  readonly out?: string;
  readonly name: string;
  readonly format?: PredictionFormat | 'submission';
}

/** Writes one prediction for each instance of a run, or the folder that the leaderboard asks for. */
export async function exportCommand(options: ExportOptions, host: Host): Promise<void> {
  await withReader(options.store, host, (store) => {
    const run = findRun(store, options.run);
    const chosen = chosenOf(store, run);
    if (options.format === 'submission') writeSubmission({ store, run, chosen, options, host });
    else writePredictions(chosen, options);
    warnOfGaps(chosen);
  });
}

function writePredictions(chosen: readonly Chosen[], options: ExportOptions): void {
  const format = formatOf(options);
  const predictions = exportPredictions(chosen, options.name);
  if (options.out) {
    writeOut(options.out, renderPredictions(predictions, format));
    note(`${predictions.length} predictions written to ${options.out}`);
  } else if (options.json) {
    outJson(predictions);
  } else {
    out(renderPredictions(predictions, format));
  }
}

/** The official command and sb-cli tell the format by the ending of the file's name, so the two may not differ. */
function formatOf({ format, out: file }: ExportOptions): PredictionFormat {
  if (file === undefined) return format === 'json' ? 'json' : 'jsonl';
  const ending = PREDICTION_FORMATS.find((one) => file.endsWith(`.${one}`));
  if (ending === undefined) {
    throw new UsageError(`--out ${file}: the official command reads only names that end in .jsonl or .json`);
  }
  if (format !== undefined && format !== ending) {
    throw new UsageError(`--out ${file}: --format ${format} wants a name that ends in .${format}`);
  }
  return ending;
}

/** An empty prediction may be the honest answer or a run that is not done; whoever hands it in should know which. */
function warnOfGaps(chosen: readonly Chosen[]): void {
  const empty = chosen.filter(({ candidate }) => candidate === null);
  const undecided = empty.filter(({ selection }) => selection === undefined);
  if (empty.length > 0) {
    note(`${empty.length} of ${chosen.length} without a patch, ${undecided.length} of them not yet decided`);
  }
}
