import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tokensOf } from '../../../pipeline/tokens.ts';
import { makeRepository } from '../../../scripts/demo/repository.ts';
import { SAMPLES } from './replies.ts';

/** What all calls of an issue share, by the public tokeniser. */
const SHARED_TOKENS = 75_000;
const FUNCTIONS_PER_FILE = 48;

export interface Subject {
  readonly dataset: string;
  readonly config: string;
  readonly contextTokens: number;
}

/**
 * A repository of made-up source, as many rows as asked for that point at it, and the settings of the run: its whole
 * tree is the context of each issue, given by name, so that no call goes into choosing one.
 */
export async function makeSubject(directory: string, issues: number): Promise<Subject> {
  const files = sourceFiles();
  const source = join(directory, 'source');
  await mkdir(source, { recursive: true });
  for (const [path, text] of files) await writeFile(join(source, path), text);
  const repository = join(directory, 'repository');
  const path = process.env.PATH ?? '';
  const commit = await makeRepository({ source, directory: repository, message: 'Accounts', path });

  const rows = Array.from({ length: issues }, (_, index) => ({
    instance_id: instanceId(index),
    repo: repository,
    base_commit: commit,
    problem_statement: issueText(index),
    language: 'python',
  }));
  const dataset = join(directory, 'instances.jsonl');
  await writeFile(dataset, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const config = join(directory, 'config.json');
  await writeFile(config, JSON.stringify(configFor([...files.keys()])));
  return {
    dataset,
    config,
    contextTokens: [...files.values()].reduce((sum, text) => sum + tokensOf(text), 0),
  };
}

export function instanceId(index: number): string {
  return `bench__accounts-${index + 1}`;
}

export function fileName(file: number): string {
  return `accounts_${String(file).padStart(2, '0')}.py`;
}

/** A line of the source that stands at one place only, and so can be edited. */
export function uniqueLine(file: number, place: number): string {
  return `            total += entry.amount * ${file * FUNCTIONS_PER_FILE + place + 2} - place`;
}

function sourceFiles(): Map<string, string> {
  const files = new Map<string, string>();
  let tokens = 0;
  for (let file = 0; tokens < SHARED_TOKENS; file++) {
    const functions = Array.from({ length: FUNCTIONS_PER_FILE }, (_, place) => functionText(file, place));
    const text = `"""Accounts, part ${file}."""\n\n\n${functions.join('\n\n')}`;
    files.set(fileName(file), text);
    tokens += tokensOf(text);
  }
  return files;
}

function functionText(file: number, place: number): string {
  return `def settle_group_${file}_${place}(entries, limit, carried=0):
    """Settles the entries of group ${place}: what lies above the limit is carried over to the next "period"."""
    total = carried
    for place, entry in enumerate(entries):
        if entry.amount > limit + ${(file * 7919 + place * 104_729) % 9973} and not entry.closed:
${uniqueLine(file, place)}
    return round(total, 2)
`;
}

function issueText(index: number): string {
  const report = `settle_group_${index % 7}_${index % 40} carries too much over when an entry is closed within the period. `;
  return `Entries of report ${index + 1} are settled twice\n\n${report.repeat(10)}\n\nExpected: each entry once.`;
}

function configFor(given: readonly string[]) {
  return {
    sandbox: 'process',
    samples: SAMPLES,
    models: { default: 'anthropic:claude-sonnet-4-6' },
    context: { mode: 'given', given },
    // One call writes the test script, so that the editing trajectory's eight turns are what is measured.
    testing: { turns: 1 },
    editing: { turns: 8 },
    selectBy: 'vote',
    running: { slots: 64, sandboxes: 64, budgetUsd: 1_000_000 },
  };
}
