import type { StoreReader } from '../db/store.ts';
import { UsageError } from '../domain/errors.ts';
import type { Candidate, Run, Selection } from '../domain/records.ts';
import type { Prediction } from './predictions.ts';
import { standingChoice } from './standing-choice.ts';

/** What stands for one instance of a run. */
export interface Chosen {
  readonly instanceId: string;
  /** Absent where nothing was voted on yet. */
  readonly selection: Selection | undefined;
  /** Null is the honest "no patch". */
  readonly candidate: Candidate | null;
}

/** The standing choice of each instance, in the data set's order. */
export function chosenOf(store: StoreReader, run: Run): Chosen[] {
  return store.issues(run.id).map(({ instanceId }) => {
    const selection = standingChoice(store.selections(run.id, instanceId), run.config.selectBy);
    const id = selection?.candidateId ?? null;
    const candidate = store.candidates(run.id, instanceId).find((row) => row.id === id) ?? null;
    return { instanceId, selection, candidate };
  });
}

/**
 * One prediction per instance, with exactly the fields that SWE-bench names; an instance without a patch has an empty
 * one, which the official command counts apart.
 */
export function exportPredictions(chosen: readonly Chosen[], modelName: string): Prediction[] {
  // The official command makes a folder of this name, with `__` for each slash.
  if (/^\s*$|^\.\.?$|[\p{Cc}\\]/u.test(modelName)) {
    throw new UsageError(
      `--name ${JSON.stringify(modelName)} cannot name a folder; use letters, digits, - . /`,
    );
  }
  return chosen.map(({ instanceId, candidate }) => ({
    instance_id: instanceId,
    model_name_or_path: modelName,
    model_patch: candidate ? withLastNewline(candidate.patch) : '',
  }));
}

/** `git apply` takes a patch whose last line has no end for a corrupt one. */
function withLastNewline(patch: string): string {
  return patch.endsWith('\n') ? patch : `${patch}\n`;
}

export const PREDICTION_FORMATS = ['jsonl', 'json'] as const;
export type PredictionFormat = (typeof PREDICTION_FORMATS)[number];

/**
 * Text of `all_preds.jsonl`, or of `preds.json` keyed by instance. ASCII alone: Python reads these files in whatever
 * encoding its locale names, and some readers end a line at U+2028.
 */
export function renderPredictions(predictions: readonly Prediction[], format: PredictionFormat): string {
  if (format === 'jsonl') return predictions.map((one) => `${ascii(JSON.stringify(one))}\n`).join('');
  const byInstance = Object.fromEntries(predictions.map((one) => [one.instance_id, one]));
  return `${ascii(JSON.stringify(byInstance, null, 2))}\n`;
}

function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
