import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type OwnRepository, ownRepository } from '../support/own-repository.ts';
import type { Ran } from '../support/run-main.ts';
import { type Replies, writeTape } from '../support/write-tape.ts';

export const ISSUE = `# parse('3-1') gives an empty array

A range whose first number is the greater one should count down: [3, 2, 1].
`;

export const FILES = {
  'package.json': '{ "name": "ranges", "version": "1.0.0", "main": "index.js" }\n',
  'index.js': `'use strict';

/** Numbers of a range such as "1-3". */
exports.parse = (text) => {
  const [from, to = from] = text.split('-').map(Number);
  const numbers = [];
  for (let number = from; number <= to; number++) numbers.push(number);
  return numbers;
};
`,
  'test/parse.cjs': `const assert = require('node:assert/strict');
const { parse } = require('..');
assert.deepEqual(parse('1-3'), [1, 2, 3]);
assert.deepEqual(parse('5'), [5]);
`,
};

const LINE = '  const numbers = [];';

function edit(line: string): string {
  return `<edit>\n<<<<<<< CHANGE index.js\n${LINE}\n=======\n${line}\n${LINE}\n>>>>>>>\n</edit>`;
}

/** Right; it counts down and leaves what counts up. */
export const DOWN = edit("  if (from > to) return exports.parse([to, from].join('-')).reverse();");
/** Passes the test script below, and breaks single numbers; shorter, so that it leads where votes are equal. */
export const BREAKS = edit('  if (!(from < to)) return [3, 2, 1];');

const SCRIPT = `<test>
const { parse } = require('./');
const seen = parse('3-1');
console.log('seen', JSON.stringify(seen));
process.exit(JSON.stringify(seen) === '[3,2,1]' ? 0 : 2);
</test>`;

export function replies(...edits: string[]): Replies {
  return Object.fromEntries(
    edits.flatMap((text, sample) => [
      [`testing/${sample}/1`, SCRIPT],
      [`testing/${sample}/2`, '<done/>'],
      [`editing/${sample}/1`, text],
      [`editing/${sample}/2`, '<done/>'],
    ]),
  );
}

export const TESTS = ['--test-command', 'node test/parse.cjs'];

export function ranges(): Promise<OwnRepository> {
  return ownRepository('ranges', FILES, ISSUE);
}

/** Arguments of a solve in process sandboxes that replays replies written by hand. */
export function solveArgs(own: OwnRepository, written: Replies, ...more: string[]): string[] {
  const tape = join(own.folder, 'tape.jsonl');
  const model = writeTape(tape, own.instanceId, written);
  const config = join(own.folder, 'config.json');
  const samples = Object.keys(written).filter((key) => /^editing\/\d+\/1$/.test(key)).length;
  const price = { input: 1, output: 1, cacheRead: 1, cacheWrite: 1 };
  const context = { mode: 'given', given: ['index.js'] };
  writeFileSync(config, JSON.stringify({ samples, context, prices: { [model]: price }, selectBy: 'vote' }));
  const fixed = ['--repo', own.directory, '--issue', own.issueFile, '--model', model, '--config', config];
  return ['solve', ...fixed, '--sandbox', 'process', ...more];
}

export function around(own: OwnRepository): Record<string, string> {
  return { XDG_STATE_HOME: join(own.folder, 'state'), TROOP_CACHE: join(own.folder, 'cache') };
}

const documentSchema = z.object({
  state: z.string(),
  patch: z.string().nullable(),
  run: z.string(),
  store: z.string(),
  costUsd: z.number(),
  candidates: z.number(),
  agreeing: z.number(),
  regression: z
    .object({ void: z.string().nullable(), regressed: z.number(), chosenBreaks: z.boolean().nullable() })
    .nullable(),
  assurance: z
    .object({ level: z.string(), speaksFor: z.array(z.string()), speaksAgainst: z.array(z.string()) })
    .nullable(),
  delivered: z.looseObject({ kind: z.string() }),
});

export function documentOf({ stdout, stderr }: Ran): z.infer<typeof documentSchema> {
  if (stdout === '') throw new Error(`nothing was printed: ${stderr}`);
  return documentSchema.parse(JSON.parse(stdout));
}
