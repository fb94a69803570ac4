import { basename } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../domain/errors.ts';
import { readDataset } from './dataset.ts';
import { LOG_PARSER_NAMES } from './log-parsers/registry.ts';
import type { Expectation } from './verdict.ts';

/** The answer to one instance. Only grading and the gold check may hold it. */
export interface Oracle extends Expectation {
  readonly goldPatch: string;
  /** Bash, complete: sets up, puts the hidden tests in place, runs them between the two markers, cleans up. */
  readonly evalScript: string;
}

/** Test ids come as an array or, from tables without lists, as the text of one in JSON. */
const testIds = z.preprocess(
  (value) => (typeof value === 'string' ? parseJson(value) : value),
  z.array(z.string(), 'a list of test names, or the same as JSON text'),
);

const oracleSchema = z.object({
  patch: z.string(),
  eval_script: z.string().min(1),
  FAIL_TO_PASS: testIds,
  PASS_TO_PASS: testIds,
  log_parser: z.enum(LOG_PARSER_NAMES, { error: unknownValue }),
  eval_type: z.enum(['pass_and_fail', 'fail_only'], { error: unknownValue }),
});

function unknownValue({ input }: { readonly input?: unknown }): string {
  return input === undefined ? 'missing' : `${JSON.stringify(input)} is not known`;
}

/**
 * Reads the answer to one instance from the data set. Throws a UsageError where the file or the row is not there,
 * or lacks a column that grading needs; the message names file, line and column.
 */
export async function readOracle(datasetPath: string, instanceId: string): Promise<Oracle> {
  for (const { line, columns } of await readDataset(datasetPath)) {
    if (columns?.instance_id !== instanceId) continue;
    return oracleOf(columns, `${basename(datasetPath)}:${line}`);
  }
  throw new UsageError(`${basename(datasetPath)}: no row for ${instanceId}`);
}

/** The answer that a row holds; a UsageError begins with the place, where there is one, and names the column. */
export function oracleOf(columns: Readonly<Record<string, unknown>>, place: string | null): Oracle {
  const parsed = oracleSchema.safeParse(columns);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    const prefix = place === null ? '' : `${place}: `;
    throw new UsageError(`${prefix}${String(columns.instance_id)} cannot be graded: ${faults.join('; ')}`);
  }
  const row = parsed.data;
  return {
    goldPatch: row.patch,
    evalScript: row.eval_script,
    failToPass: row.FAIL_TO_PASS,
    passToPass: row.PASS_TO_PASS,
    logParser: row.log_parser,
    evalType: row.eval_type,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
