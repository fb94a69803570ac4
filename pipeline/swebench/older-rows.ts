import { FAILURES_ALONE } from './log-parsers/registry.ts';
import { commonScript } from './older-rows/common-script.ts';
import { pythonScript } from './older-rows/python-script.ts';
import { testFiles } from './older-rows/test-files.ts';
import { repositoryOf } from './repositories.ts';

export type Columns = Readonly<Record<string, unknown>>;

export type Completed =
  | { readonly ok: true; readonly columns: Columns }
  /** `field` is the column that is lacking, or the one that it would have to be made from. */
  | { readonly ok: false; readonly field: string; readonly message: string };

/** Columns that rows of the older generation do not have, in the order in which a lack of them is told. */
const NEWER = ['image', 'log_parser', 'eval_type', 'eval_script'] as const;

/**
 * A row with the four columns that swebench 5 needs and older rows (those of 2023 to 2025, under whatever owner) lack.
 * What is there already is kept. The texts are made from what is known of the repository and its version, byte for
 * byte as newer rows have them; where nothing is known the lacking column is named.
 */
export function completeRow(columns: Columns): Completed {
  let completed = columns;
  for (const name of NEWER) {
    if (!isLacking(columns[name])) continue;
    const made = MAKERS[name](completed);
    if (typeof made !== 'string') return { ok: false, ...made };
    completed = { ...completed, [name]: made };
  }
  return { ok: true, columns: completed };
}

/** Where the image of an instance is published; Docker forbids two underscores in a row. */
export function officialImage(instanceId: string): string {
  return `swebench/sweb.eval.x86_64.${instanceId.toLowerCase().replaceAll('__', '_1776_')}:latest`;
}

interface Lack {
  readonly field: string;
  readonly message: string;
}

const MAKERS: Readonly<Record<(typeof NEWER)[number], (columns: Columns) => string | Lack>> = {
  image: (columns) => {
    const id = textOf(columns, 'instance_id');
    return typeof id === 'string' ? officialImage(id) : id;
  },
  log_parser: (columns) => {
    const repository = textOf(columns, 'repo');
    if (typeof repository !== 'string') return repository;
    const known = repositoryOf(repository);
    return known?.logParser ?? lacking('log_parser', `no log parser is known for ${repository}`);
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
    if (testFiles(texts.testPatch).length === 0) {
      return { field: 'test_patch', message: 'names no file, so there is no test to make eval_script for' };
    }
    const subject = { ...texts, repository: texts.repository.toLowerCase() };
    const script = pythonScript(subject) ?? commonScript(subject);
    return (
      script ?? lacking('eval_script', `no test command is known for ${texts.repository} ${texts.version}`)
    );
  },
};

const SCRIPT_COLUMNS = [
  ['repository', 'repo'],
  ['version', 'version'],
  ['baseCommit', 'base_commit'],
  ['testPatch', 'test_patch'],
] as const;

function isLacking(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Some tables hold versions as numbers. */
function textOf(columns: Columns, field: string): string | Lack {
  const value = columns[field];
  if (isLacking(value))
    return { field, message: 'is lacking, and with it what an older row is completed from' };
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : { field, message: 'is not a text' };
}

function lacking(field: string, why: string): Lack {
  return { field, message: `is lacking, and ${why}: a row of one's own has to bring it` };
}
