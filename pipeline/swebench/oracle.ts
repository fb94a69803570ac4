import { basename } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../domain/errors.ts';
import { readDataset } from './dataset.ts';
import { LOG_PARSER_NAMES, parserFor } from './log-parsers/registry.ts';
import { type Columns, completeRow, type NewerColumn } from './older-rows.ts';
import type { Expectation } from './verdict.ts';

/** The answer to one instance. Only grading and the gold check may hold it. */
export interface Oracle extends Expectation {
  readonly goldPatch: string;
  /** Bash, complete: sets up, puts the hidden tests in place, runs them between the two markers, cleans up. */
  readonly evalScript: string;
}

/** What is wrong with the answer in a row. */
export interface AnswerFault {
  /** Column. */
  readonly field: string;
  readonly message: string;
}

const TEST_IDS = 'a list of test names, or the same as JSON text';

/** Test ids come as an array or, from tables without lists, as the text of one in JSON. */
const testIds = z.preprocess(
  (value) => (typeof value === 'string' ? parseJson(value) : value),
  z.array(z.string(TEST_IDS), { error: ({ input }) => (input == null ? 'missing' : TEST_IDS) }),
);

const expectationSchema = z.object({
  instance_id: z.string({ error: missingOr('not a text') }),
  /** Some tables hold numbers; most parsers do not ask for it. */
  version: z.union([z.string(), z.number()]).nullish(),
  FAIL_TO_PASS: testIds,
  PASS_TO_PASS: testIds,
  log_parser: z.enum(LOG_PARSER_NAMES, { error: unknownValue }),
  eval_type: z.enum(['pass_and_fail', 'fail_only'], { error: unknownValue }),
});

const oracleSchema = expectationSchema.extend({
  patch: z.string({ error: missingOr('not a text') }),
  eval_script: z.string({ error: missingOr('not a text') }).min(1, 'empty'),
});

/**
 * Reads the answer to one instance from the data set. Throws a UsageError where the file or the row is not there,
 * or lacks a column that grading needs; the message names file, line and column.
 */
export async function readOracle(datasetPath: string, instanceId: string): Promise<Oracle> {
  for (const { place, columns } of await readDataset(datasetPath)) {
    if (columns?.instance_id === instanceId) return oracleOf(columns, place);
  }
  throw new UsageError(`${basename(datasetPath)}: no row for ${instanceId}`);
}

/**
 * The answer that a row holds, of either generation; a UsageError begins with the place, where there is one, and
 * names the column.
 */
export function oracleOf(columns: Columns, place: string | null): Oracle {
  const row = parse(columns, place, oracleSchema, FOR_RUNNING);
  return { ...toExpectation(row), goldPatch: row.patch, evalScript: row.eval_script };
}

/** What a saved log is judged by: the same without what it takes to make one. */
export function expectationOf(columns: Columns, place: string | null): Expectation {
  return toExpectation(parse(columns, place, expectationSchema, FOR_JUDGING));
}

/** All that keeps a row from being graded; empty where nothing does. */
export function answerFaults(columns: Columns): AnswerFault[] {
  const read = safeParse(columns, oracleSchema, FOR_RUNNING);
  return read.ok ? [] : read.faults;
}

const FOR_JUDGING: readonly NewerColumn[] = ['log_parser', 'eval_type'];
const FOR_RUNNING: readonly NewerColumn[] = [...FOR_JUDGING, 'eval_script'];

function parse<Row>(
  columns: Columns,
  place: string | null,
  schema: z.ZodType<Row>,
  made: readonly NewerColumn[],
): Row {
  const read = safeParse(columns, schema, made);
  if (read.ok) return read.row;
  const faults = read.faults.map(({ field, message }) => `${field}: ${message}`).join('; ');
  const prefix = place === null ? '' : `${place}: `;
  throw new UsageError(`${prefix}${String(columns.instance_id)} cannot be graded: ${faults}`);
}

type Read<Row> =
  | { readonly ok: true; readonly row: Row }
  | { readonly ok: false; readonly faults: AnswerFault[] };

function safeParse<Row>(columns: Columns, schema: z.ZodType<Row>, made: readonly NewerColumn[]): Read<Row> {
  const completed = completeRow(columns, made);
  // A row that cannot be completed may have other faults, which its user would like to know of at once.
  const parsed = schema.safeParse(completed.ok ? completed.columns : columns);
  if (parsed.success) return { ok: true, row: parsed.data };
  const faults = parsed.error.issues.map(({ path, message }) => ({ field: String(path[0] ?? ''), message }));
  if (completed.ok) return { ok: false, faults };
  const { field, message } = completed;
  const others = faults.filter((fault) => !made.some((column) => column === fault.field));
  return { ok: false, faults: [{ field, message }, ...others] };
}

function toExpectation(row: z.infer<typeof expectationSchema>): Expectation {
  const subject = { instanceId: row.instance_id, version: String(row.version ?? '') };
  return {
    failToPass: row.FAIL_TO_PASS,
    passToPass: row.PASS_TO_PASS,
    logParser: parserFor(row.log_parser, subject),
    evalType: row.eval_type,
  };
}

function unknownValue({ input }: { readonly input?: unknown }): string {
  return input == null ? 'missing' : `${JSON.stringify(input)} is not known`;
}

function missingOr(fault: string): (issue: { readonly input?: unknown }) => string {
  return ({ input }) => (input == null ? 'missing' : fault);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
