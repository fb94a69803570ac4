import { z } from 'zod';
import { UsageError } from '../domain/errors.ts';
import type { OfferedPatch } from './import-patches.ts';

const predictionSchema = z.looseObject({
  instance_id: z.string().min(1),
  model_patch: z.string().nullable(),
  model_name_or_path: z.string().default('import'),
});

export type Prediction = z.infer<typeof predictionSchema>;

/** A prediction's patch, with the name of who made it as its source. */
export function offerOf(prediction: Prediction): OfferedPatch {
  const { instance_id: instanceId, model_patch: patch, model_name_or_path: origin } = prediction;
  return { instanceId, patch, origin };
}

/**
 * Reads SWE-bench predictions: JSONL, one JSON array, or one object keyed by instance id.
 *
 * @param name for error messages, which name file, line and field.
 */
export function parsePredictions(text: string, name: string): Prediction[] {
  return placedPredictions(text, name).map(({ prediction }) => prediction);
}

/** The same as what is offered, each with its place in the file. */
export function parseOffers(text: string, name: string): OfferedPatch[] {
  return placedPredictions(text, name).map(({ prediction, where }) => ({
    ...offerOf(prediction),
    place: where,
  }));
}

function placedPredictions(text: string, name: string): { prediction: Prediction; where: string }[] {
  return rowsOf(text, name).map(({ row, where }) => {
    const parsed = predictionSchema.safeParse(row);
    if (parsed.success) return { prediction: parsed.data, where };
    const [issue] = parsed.error.issues;
    throw new UsageError(
      `${name}, ${where}, ${issue?.path.join('.') || 'row'}: ${issue?.message}; a prediction has instance_id, model_name_or_path and model_patch`,
    );
  });
}

interface Row {
  readonly row: unknown;
  readonly where: string;
}

/** A file that is one JSON value as a whole is an array, a single prediction or an object by instance; else lines. */
function rowsOf(text: string, name: string): Row[] {
  const [first = ''] = text.trimStart().split('\n', 1);
  const isLines = isJson(first) && !isJson(text);
  if (!isLines && /^\s*[[{]/.test(text)) return rowsOfValue(parseJson(text, name, 'whole file'));
  return text.split('\n').flatMap((line, place) => {
    const where = `line ${place + 1}`;
    return line.trim() === '' ? [] : [{ row: parseJson(line, name, where), where }];
  });
}

function rowsOfValue(value: unknown): Row[] {
  if (Array.isArray(value)) return value.map((row, place) => ({ row, where: `entry ${place + 1}` }));
  if (!isRecord(value) || 'instance_id' in value) return [{ row: value, where: 'line 1' }];
  return Object.entries(value).map(([id, row]) => ({
    row: isRecord(row) ? { instance_id: id, ...row } : row,
    where: id,
  }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function parseJson(text: string, name: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${name}, ${where}: not JSON (${cause instanceof Error ? cause.message : cause})`, {
      cause,
    });
  }
}
