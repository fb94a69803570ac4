import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { everyFile } from '../support/own-repository.ts';
import { troop } from '../support/run-main.ts';
import {
  around,
  BREAKS,
  DOWN,
  documentOf,
  FILES,
  ISSUE,
  ranges,
  replies,
  solveArgs,
  TESTS,
} from './solve-run.ts';

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
  const argv = solveArgs(own, replies(DOWN), '--test-command', 'echo no runner here; exit 3', '--json');
  const ran = await troop(argv, around(own));
  expect(ran.stderr).toMatch(
    /no evidence: they fail on base already, with status 3: no runner here.*\n(.*\n)*.*context: given/,
  );
  expect(documentOf(ran).regression).toMatchObject({
    void: 'they fail on base already, with status 3: no runner here',
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

test('control: a file written into the repository is seen', async () => {
  const own = await ranges();
  const before = everyFile(own.directory);
  own.git('config', 'troop.was', 'here');
  expect(everyFile(own.directory)).not.toEqual(before);
});
