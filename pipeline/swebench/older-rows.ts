import { FAILURES_ALONE } from './log-parsers/registry.ts';
import { multilingualScript } from './older-rows/multilingual-script.ts';
import { pythonScript } from './older-rows/python-script.ts';
import { testFiles } from './older-rows/test-files.ts';
import { repositoryOf } from './repositories.ts';

export type Columns = Readonly<Record<string, unknown>>;

export type Completed =
  | { readonly ok: true; readonly columns: Columns }
  /** `field` is the first column that is missing; the message says why it cannot be made. */
  | { readonly ok: false; readonly field: NewerColumn; readonly message: string };

/** Columns that rows of the older generation do not have, in the order in which a lack of them is told. */
const NEWER = ['image', 'log_parser', 'eval_type', 'eval_script'] as const;

export type NewerColumn = (typeof NEWER)[number];

/**
 * A row with the four columns that swebench 5 needs and older rows (those of 2023 to 2025, under whatever owner) lack,
 * or with those `wanted` of them. What is there already is kept. The texts are made from what is known of the
 * repository and its version, byte for byte as newer rows have them; where nothing is known the missing column is
 * named.
 */
export function completeRow(columns: Columns, wanted: readonly NewerColumn[] = NEWER): Completed {
  let completed = columns;
  for (const field of wanted) {
    if (!isMissing(columns, field)) continue;
    const made = MAKERS[field](completed);
    if (typeof made !== 'string') {
      return { ok: false, field, message: `missing, and cannot be made: ${made.because}` };
    }
    completed = { ...completed, [field]: made };
  }
  return { ok: true, columns: completed };
}

/** Where the image of an instance is published; Docker forbids two underscores in a row. */
export function officialImage(instanceId: string): string {
  return `swebench/sweb.eval.x86_64.${instanceId.toLowerCase().replaceAll('__', '_1776_')}:latest`;
}

/** Why a column cannot be made. */
interface Unmade {
  readonly because: string;
}

const MAKERS: Readonly<Record<NewerColumn, (columns: Columns) => string | Unmade>> = {
  image: (columns) => {
    const id = textOf(columns, 'instance_id');
    return typeof id === 'string' ? officialImage(id) : id;
  },
  log_parser: (columns) => {
    const repository = textOf(columns, 'repo');
    if (typeof repository !== 'string') return repository;
    return repositoryOf(repository)?.logParser ?? { because: `no log parser is known for ${repository}` };
  },
  eval_type: ({ log_parser: parser }) =>
    typeof parser === 'string' && FAILURES_ALONE.has(parser) ? 'fail_only' : 'pass_and_fail',
  eval_script: (columns) => {
    const texts = { repository: '', version: '', baseCommit: '', testPatch: '' };
    for (const [key, column] of SCRIPT_COLUMNS) {
      const text = textOf(columns, column);
      if (typeof text !== 'string') return text;
      texts[key] = text;
    }
    if (testFiles(texts.testPatch).length === 0) return { because: 'test_patch names no file' };
    const subject = { ...texts, repository: texts.repository.toLowerCase() };
    const script = pythonScript(subject) ?? multilingualScript(subject);
    return script ?? { because: `no test command is known for ${texts.repository} ${texts.version}` };
  },
};

const SCRIPT_COLUMNS = [
  ['repository', 'repo'],
  ['version', 'version'],
  ['baseCommit', 'base_commit'],
  ['testPatch', 'test_patch'],
] as const;

/** An image without a name is one's own word: the process sandbox has none. */
function isMissing(columns: Columns, field: NewerColumn): boolean {
  const value = columns[field];
  return value === undefined || value === null || (value === '' && field !== 'image');
}

function textOf(columns: Columns, field: string): string | Unmade {
  const value = columns[field];
  if (value === undefined || value === null || value === '') return { because: `${field} is missing too` };
  // Some tables hold versions as numbers.
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? value : { because: `${field} is not a text` };
}
