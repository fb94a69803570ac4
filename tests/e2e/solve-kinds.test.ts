import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownRepository } from '../support/own-repository.ts';
import { troop } from '../support/run-main.ts';
import type { Replies } from '../support/write-tape.ts';
import { around, DOWN, documentOf, ranges, replies, solveArgs, TESTS } from './solve-run.ts';

test('a language has its own script, and the set-up is done before it and before the existing tests', async () => {
  const greet = 'greet() {\n  echo "Hello $1"\n}\n';
  const own = await ownRepository(
    'greet',
    { 'greet.sh': greet },
    'greet without a name should say "Hello you".\n',
  );
  const script = '<test>\n. ./greet.sh\necho "$0 $WHO"\n[ "$(greet)" = "Hello $WHO" ] || exit 2\n</test>';
  const line = '  echo "Hello $1"';
  // biome-ignore lint/suspicious/noTemplateCurlyInString: bash.
  const fixed = '  echo "Hello ${1:-you}"';
  const written: Replies = {
    'testing/0/1': script,
    'testing/0/2': '<done/>',
    'editing/0/1': `<edit>\n<<<<<<< CHANGE greet.sh\n${line}\n=======\n${fixed}\n>>>>>>>\n</edit>`,
    'editing/0/2': '<done/>',
  };
  const argv = solveArgs(
    own,
    written,
    '--setup',
    'export WHO=you',
    '--json',
    '--test-command',
    '[ "$WHO" = you ]',
  );
  const config = join(own.folder, 'shell.json');
  const settings = JSON.parse(readFileSync(join(own.folder, 'config.json'), 'utf8'));
  writeFileSync(config, JSON.stringify({ ...settings, context: { mode: 'given', given: ['greet.sh'] } }));
  const ran = await troop([...argv, '--config', config], around(own));
  expect(ran.stderr).toContain('test scripts will be shell (1 of 1 source files are)');
  const { patch, regression, store, run } = documentOf(ran);
  expect(patch).toContain(`+${fixed}`);
  expect(regression).toMatchObject({ void: null, regressed: 0 });
  const { stdout } = await troop(['show', own.instanceId, '--store', store, '--run', run, '--test', '2']);
  expect(stdout).toContain('troop_check.sh you');
});

test('a linked work tree and a bare repository are worked on as well', async () => {
  const own = await ranges();
  const [linked, bare] = [join(own.folder, 'linked'), join(own.folder, 'bare.git')];
  own.git('worktree', 'add', '--quiet', '-b', 'side', linked);
  own.git('clone', '--quiet', '--bare', own.directory, bare);
  const named = (name: string) => own.instanceId.replace('ranges', name);
  const tree = { ...own, directory: linked, instanceId: named('linked') };
  const applied = await troop(solveArgs(tree, replies(DOWN), ...TESTS, '--apply'), around(own));
  expect(applied.status, applied.stderr).toBe(0);
  expect(readFileSync(join(linked, 'index.js'), 'utf8')).toContain('reverse()');
  expect(own.git('status', '--porcelain')).toBe('');

  const noTree = { ...own, directory: bare, instanceId: named('bare') };
  own.git('-C', bare, 'config', 'user.name', 'A User');
  own.git('-C', bare, 'config', 'user.email', 'user@localhost');
  expect((await troop(solveArgs(noTree, replies(DOWN), '--apply'), around(own))).stderr).toMatch(
    /has no work tree/,
  );
  const { delivered } = documentOf(
    await troop(solveArgs(noTree, replies(DOWN), ...TESTS, '--branch', 'fix', '--json'), around(own)),
  );
  expect(delivered).toMatchObject({ kind: 'branch', branch: 'fix' });
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
