import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { everyFile, type OwnRepository, ownRepository } from '../support/own-repository.ts';
import { type Ran, troop } from '../support/run-main.ts';
import { type Replies, writeTape } from '../support/write-tape.ts';

const ISSUE = `# parse('3-1') gives an empty array

A range whose first number is the greater one should count down: [3, 2, 1].
`;

const FILES = {
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
const DOWN = edit("  if (from > to) return exports.parse([to, from].join('-')).reverse();");
/** Passes the test script below, and breaks single numbers; shorter, so that it leads where votes are equal. */
const BREAKS = edit('  if (!(from < to)) return [3, 2, 1];');

const SCRIPT = `<test>
const { parse } = require('./');
const seen = parse('3-1');
console.log('seen', JSON.stringify(seen));
process.exit(JSON.stringify(seen) === '[3,2,1]' ? 0 : 2);
</test>`;

function replies(...edits: string[]): Replies {
  return Object.fromEntries(
    edits.flatMap((text, sample) => [
      [`testing/${sample}/1`, SCRIPT],
      [`testing/${sample}/2`, '<done/>'],
      [`editing/${sample}/1`, text],
      [`editing/${sample}/2`, '<done/>'],
    ]),
  );
}

const TESTS = ['--test-command', 'node test/parse.cjs'];

function ranges(): Promise<OwnRepository> {
  return ownRepository('ranges', FILES, ISSUE);
}

/** Arguments of a solve in process sandboxes that replays replies written by hand. */
function solveArgs(own: OwnRepository, written: Replies, ...more: string[]): string[] {
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

function around(own: OwnRepository): Record<string, string> {
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

function documentOf({ stdout, stderr }: Ran): z.infer<typeof documentSchema> {
  if (stdout === '') throw new Error(`nothing was printed: ${stderr}`);
  return documentSchema.parse(JSON.parse(stdout));
}

test('a patch is shown with its votes, its evidence and its cost, and nothing of the repository changes', async () => {
  const own = await ranges();
  const before = everyFile(own.directory);
  const { status, stdout, stderr } = await troop(solveArgs(own, replies(DOWN, DOWN), ...TESTS), around(own));
  expect(stdout).toContain("+  if (from > to) return exports.parse([to, from].join('-')).reverse();");
  expect(stdout).toMatch(/^for +1 of 1 test scripts that fail on base pass with it$/m);
  expect(stdout).toMatch(/^ +2 of 2 samples ended with this very change$/m);
  expect(stdout).toMatch(/^ +the existing tests pass with it as they do on base$/m);
  expect(stdout).toMatch(/^how sure +well supported$/m);
  expect(stdout).toMatch(/^cost +0\.\d+ USD$/m);
  expect(stdout).toMatch(/^taken +not: --apply puts it/m);
  expect(stderr).toMatch(/no isolation/);
  expect(stderr).toMatch(/test scripts will be javascript \(1 of 1 source files are\)/);
  expect(status).toBe(0);
  expect(everyFile(own.directory)).toEqual(before);
});

test('a candidate that breaks the existing tests is not chosen, though its votes are no fewer', async () => {
  const own = await ranges();
  const without = documentOf(await troop(solveArgs(own, replies(DOWN, BREAKS), '--json'), around(own)));
  expect(without.patch).toContain('[3, 2, 1]');
  const { patch, regression, store, run } = documentOf(
    await troop(solveArgs(own, replies(DOWN, BREAKS), '--json', ...TESTS), around(own)),
  );
  expect(patch).toContain('reverse()');
  expect(regression).toMatchObject({ void: null, regressed: 1, chosenBreaks: false });
  const shown = ['show', own.instanceId, '--store', store, '--run', run];
  for (const argv of [shown, [...shown, '--selections']])
    expect((await troop(argv)).stdout).toMatch(
      /existing tests \(test \d+\): pass on base, broken by candidate \d+$/m,
    );
});

describe('--apply', () => {
  test('puts the patch into the work tree, and neither stages nor commits it', async () => {
    const own = await ranges();
    const { status } = await troop(solveArgs(own, replies(DOWN), ...TESTS, '--apply'), around(own));
    expect(status).toBe(0);
    expect(own.git('status', '--porcelain')).toBe(' M index.js\n');
    expect(own.git('rev-list', '--count', '--all')).toBe('1\n');
    expect(readFileSync(join(own.directory, 'index.js'), 'utf8')).toContain('reverse()');
  });

  test('refuses where a file of the patch has changes of the user, names it, and takes it once that is settled', async () => {
    const own = await ranges();
    writeFileSync(join(own.directory, 'notes.txt'), 'mine\n');
    writeFileSync(join(own.directory, 'index.js'), `${FILES['index.js']}\n// mine\n`);
    const before = everyFile(own.directory);
    const argv = solveArgs(own, replies(DOWN), ...TESTS, '--apply');
    const refused = await troop(argv, around(own));
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('left out, since it is not: index.js, notes.txt');
    expect(refused.stdout).toMatch(/^taken +not: index\.js has changes that are not in/m);
    expect(everyFile(own.directory)).toEqual(before);
    own.git('checkout', '--quiet', 'index.js');
    const taken = await troop(argv, around(own));
    expect(taken.status).toBe(0);
    expect(own.git('status', '--porcelain')).toBe(' M index.js\n?? notes.txt\n');
  });

  test('does not take a patch that breaks the existing tests', async () => {
    const own = await ranges();
    const before = everyFile(own.directory);
    const { status, stdout } = await troop(solveArgs(own, replies(BREAKS), ...TESTS, '--apply'), around(own));
    expect(status).toBe(2);
    expect(stdout).toMatch(/^how sure +weakly supported$/m);
    expect(stdout).toMatch(/^taken +not: it breaks the existing tests/m);
    expect(everyFile(own.directory)).toEqual(before);
  });
});

describe('--branch', () => {
  test('makes a commit on top of HEAD, with work tree, index, HEAD and settings as they were', async () => {
    const own = await ranges();
    writeFileSync(join(own.directory, 'index.js'), `${FILES['index.js']}\n// mine\n`);
    own.git('add', 'index.js');
    const kept = everyFile(own.directory).filter(
      (file) => !/^\/\.git\/(objects|refs\/heads\/fix)/.test(file),
    );
    const argv = solveArgs(own, replies(DOWN), ...TESTS, '--branch', 'fix/ranges', '--json');
    const { delivered } = documentOf(await troop(argv, around(own)));
    expect(delivered).toMatchObject({ kind: 'branch', branch: 'fix/ranges' });
    expect(own.git('rev-parse', 'fix/ranges^')).toBe(own.git('rev-parse', 'HEAD'));
    expect(own.git('diff', '--stat', 'HEAD', 'fix/ranges')).toMatch(/index\.js \| 1 \+\n/);
    expect(own.git('log', '-1', '--format=%an%n%B', 'fix/ranges')).toMatch(
      /^A User\nFix: parse\('3-1'\) gives an empty array\n\nCandidate \d+ of troop's run solve-ranges-/,
    );
    const after = everyFile(own.directory).filter(
      (file) => !/^\/\.git\/(objects|refs\/heads\/fix|logs\/refs\/heads\/fix)/.test(file),
    );
    expect(after).toEqual(kept);
    const again = await troop(argv, around(own));
    expect(again).toMatchObject({ status: 1, stdout: '' });
    expect(again.stderr).toMatch(/refs\/heads\/fix\/ranges is there already/);
  });
});

test('existing tests that fail on base already are no evidence, and it says so before any model is asked', async () => {
  const own = await ranges();
  const argv = solveArgs(own, replies(DOWN), '--test-command', 'exit 3', '--json');
  const ran = await troop(argv, around(own));
  expect(ran.stderr).toMatch(
    /no evidence: they fail on base already, with status 3.*\n(.*\n)*.*context: given/,
  );
  expect(documentOf(ran).regression).toMatchObject({
    void: 'they fail on base already, with status 3',
    chosenBreaks: null,
  });
  expect(documentOf(ran).assurance?.level).toBe('fairly supported');
});

test('no patch chosen is said, with status 2', async () => {
  const own = await ranges();
  const { status, stdout } = await troop(
    solveArgs(own, { ...replies(DOWN), 'editing/0/1': 'I cannot.' }, '--turns', '2', '--apply'),
    around(own),
  );
  expect(stdout).toMatch(/^no patch: 0 candidates of 1 samples/);
  expect(status).toBe(2);
});

test('the same command finds its run again and buys nothing twice; another text begins another run', async () => {
  const own = await ranges();
  const argv = solveArgs(own, replies(DOWN), '--json');
  const first = documentOf(await troop(argv, around(own)));
  const second = documentOf(await troop(argv, around(own)));
  expect(second).toEqual(first);
  expect(first.store).toBe(join(own.folder, 'state', 'troop', 'solve.db'));
  writeFileSync(own.issueFile, `${ISSUE}\nMore.\n`);
  expect((await troop([...argv, '--turns', '1'], around(own))).stderr).not.toContain(`run ${first.run};`);
});

describe('a wish that cannot be met is refused before anything is stored', () => {
  test.each([
    ['a folder without a repository', ['--repo', '/'], /--repo: \/ is no git repository/],
    ['an issue that is missing', ['--issue', '/nowhere.md'], /--issue: \/nowhere\.md cannot be read/],
    ['both ways to take a patch', ['--apply', '--branch', 'x'], /two ways to take the patch/],
    ['a branch name that git refuses', ['--branch', 'a..b'], /no name that git takes for a branch/],
    ['a branch that is there', ['--branch', 'main'], /refs\/heads\/main is there already/],
    ['an image and no isolation', ['--image', 'x'], /--sandbox process uses no image/],
    ['a run command without the script', ['--run-command', 'node'], /--run-command needs \{script\}/],
  ])('%s', async (_, more, words) => {
    const own = await ranges();
    const { status, stdout, stderr } = await troop(solveArgs(own, replies(DOWN), ...more), around(own));
    expect(stderr).toMatch(words);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  test('nowhere to run the code', async () => {
    const own = await ranges();
    const argv = solveArgs(own, replies(DOWN)).filter((word) => word !== '--sandbox' && word !== 'process');
    expect((await troop(argv, around(own))).stderr).toMatch(/where may the code run\? give --image/);
  });

  test('a repository without a commit', async () => {
    const own = await ranges();
    const empty = join(own.folder, 'empty');
    mkdirSync(empty);
    own.git('init', '--quiet', empty);
    const { stderr } = await troop([...solveArgs(own, replies(DOWN)), '--repo', empty], around(own));
    expect(stderr).toMatch(/has no commit yet/);
  });
});

test('control: a file written into the repository is seen', async () => {
  const own = await ranges();
  const before = everyFile(own.directory);
  own.git('config', 'troop.was', 'here');
  expect(everyFile(own.directory)).not.toEqual(before);
});
