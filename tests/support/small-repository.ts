import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { datasetRow } from '../../scripts/demo/dataset-row.ts';
import { makeRepository } from '../../scripts/demo/repository.ts';

export const RANGES = 'octo__ranges-7';

const FILES: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "ranges", "version": "1.0.0", "main": "index.js" }\n',
  'index.js':
    "'use strict';\n\nexports.parse = require('./lib/parse.js');\nexports.format = require('./lib/format.js');\n",
  'lib/parse.js': `'use strict';

/** Numbers of a range such as "1-3". */
function parse(text) {
  const [from, to = from] = text.split('-').map(Number);
  const numbers = [];
  for (let number = from; number <= to; number++) numbers.push(number);
  return numbers;
}

module.exports = parse;
`,
  'lib/format.js': `'use strict';

/** The shortest text of ascending numbers. */
function format(numbers) {
  if (numbers.length === 0) return '';
  return numbers.length === 1 ? \`\${numbers[0]}\` : \`\${numbers[0]}-\${numbers.at(-1)}\`;
}

module.exports = format;
`,
  'test/parse.test.js': "require('node:assert').deepEqual(require('..').parse('1-2'), [1, 2]);\n",
};

const ISSUE = `parse('3-1') gives an empty array

A range whose first number is the greater one, such as "3-1", should count down: I expect [3, 2, 1]. It gives [].
Ascending ranges work, and so do single numbers.
`;

const HIDDEN_TESTS = `'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const { parse } = require('./');

test('a reversed range counts down', () => assert.deepEqual(parse('3-1'), [3, 2, 1]));
test('an ascending range counts up', () => assert.deepEqual(parse('1-3'), [1, 2, 3]));
test('a number stands for itself', () => assert.deepEqual(parse('5'), [5]));
`;

export interface SmallRepository {
  /** Temporary folder of this test, removed with it. */
  readonly folder: string;
  /** SWE-bench rows: one real instance, whose hidden tests can be run. */
  readonly dataset: string;
  readonly baseCommit: string;
}

/**
 * A package with a bug as a git repository, and a data set that names it; removed when the test is over, or whenever
 * `atEnd` calls back.
 */
export async function smallRepository(
  atEnd: (remove: () => void) => void = onTestFinished,
): Promise<SmallRepository> {
  const folder = mkdtempSync(join(tmpdir(), 'troop-e2e-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  const source = join(folder, 'source');
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), text);
  }
  const repository = join(folder, 'ranges');
  const path = process.env.PATH ?? '';
  const baseCommit = await makeRepository({ source, directory: repository, message: 'ranges 1.0.0', path });
  const dataset = join(folder, 'rows.jsonl');
  const row = datasetRow(
    {
      instanceId: RANGES,
      version: '1.0.0',
      baseCommit,
      issueText: ISSUE,
      goldPatch: patchOf('counts down'),
      hiddenTests: HIDDEN_TESTS,
      failToPass: ['a reversed range counts down'],
      passToPass: ['an ascending range counts up', 'a number stands for itself'],
    },
    repository,
  );
  writeFileSync(dataset, `${JSON.stringify(row)}\n`);
  return { folder, dataset, baseCommit };
}

const LINE = '  const numbers = [];';
const FIXES = {
  /** Right. */
  'counts down': `  if (from > to) return parse(\`\${to}-\${from}\`).reverse();`,
  /** Wrong, and shorter: no longer empty, but it counts up. */
  'counts up': `  if (from > to) return parse(\`\${to}-\${from}\`);`,
} as const;

export type Fix = keyof typeof FIXES;

/** The fix as a model writes it. */
export function editOf(fix: Fix): string {
  return `<edit>\n<<<<<<< CHANGE lib/parse.js\n${LINE}\n=======\n${FIXES[fix]}\n${LINE}\n>>>>>>>\n</edit>`;
}

/** The fix as a unified diff, such as another agent's prediction. */
export function patchOf(fix: Fix): string {
  return `diff --git a/lib/parse.js b/lib/parse.js
--- a/lib/parse.js
+++ b/lib/parse.js
@@ -5,4 +5,5 @@ function parse(text) {
   const [from, to = from] = text.split('-').map(Number);
+${FIXES[fix]}
   const numbers = [];
   for (let number = from; number <= to; number++) numbers.push(number);
   return numbers;
`;
}

/** A script in the repository's root that prints what it saw and leaves with 0 where the condition holds, else with 2. */
export function scriptOf(expression: string, condition: string): string {
  return `<test>\nconst { parse, format } = require('./');\nconst seen = ${expression};\nconsole.log('seen', JSON.stringify(seen));\nprocess.exit(${condition} ? 0 : 2);\n</test>`;
}
