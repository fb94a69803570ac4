import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../db/open-store.ts';
import { thisOwner } from '../../scripts/this-owner.ts';
import { finishedStore } from '../support/finished-store.ts';
import { troop } from '../support/run-main.ts';
import { edits, INSTANCE, STORY, tests } from '../support/scripted-run.ts';
import { writeTape } from '../support/write-tape.ts';

describe('on a finished store', () => {
  test('show tells the issue, its grid, its trajectories and its choice', async () => {
    const store = await finishedStore();
    const all = await troop(['show', '--store', store]);
    expect(all.stdout).toMatch(/octo__calc-1\s.*done.*candidate 1/);
    const one = await troop(['show', INSTANCE, '--store', store]);
    for (const words of [
      'The word of lib/a.js is old.',
      'lib/a.js (',
      'editing 1, attempt 1, done',
      'chosen: candidate 1',
    ])
      expect(one.stdout).toContain(words);
    expect(one.stdout).toContain('+const word = "good";');
  });

  test.each([
    [['--candidate', '1'], /from sample 0, turn 1, final.*\+const word = "good";.*test 1: pass, exit 0/s],
    [['--test', '1'], /test script 1.*on base: fail, exit 2.*base: 2/s],
    [['--trajectory', '1'], /testing 0, attempt 1, .*done.*step 0, turn 1: ask.*step 1, turn 1: execute/s],
    [
      ['--selections'],
      /vote \(discriminating\): candidate 1.*agent \(discriminating\): candidate 1, trajectory/s,
    ],
  ])('show %j tells that one thing', async (what, words) => {
    const { status, stdout } = await troop(['show', INSTANCE, ...what, '--store', await finishedStore()]);
    expect(stdout).toMatch(words);
    expect(status).toBe(0);
  });

  test.each([
    [['show', 'octo__none-1'], /run night has no instance octo__none-1/],
    [['show', INSTANCE, '--candidate', '99'], /octo__calc-1 has no candidate 99/],
    [['show', '--run', 'day'], /no run day; there are night/],
  ])('%j is refused in words', async (argv, words) => {
    const { status, stderr } = await troop([...argv, '--store', await finishedStore()]);
    expect(stderr).toMatch(words);
    expect(status).toBe(1);
  });

  test('every command prints one JSON document and nothing else on standard output', async () => {
    const store = await finishedStore();
    const commands = [
      ['status'],
      ['show'],
      ['show', INSTANCE],
      ['show', INSTANCE, '--candidate', '1'],
      ['show', INSTANCE, '--test', '1'],
      ['show', INSTANCE, '--trajectory', '1'],
      ['show', INSTANCE, '--selections'],
      ['select', '--rule', 'codemonkeys'],
      ['export'],
      ['doctor'],
    ];
    for (const command of commands) {
      const { stdout, stderr } = await troop([...command, '--store', store, '--json']);
      expect(() => JSON.parse(stdout), command.join(' ')).not.toThrow();
      expect(stderr, command.join(' ')).toBe('');
    }
  });

  test('export writes a prediction for every instance, to a file where one is named', async () => {
    const store = await finishedStore();
    const file = `${store}.jsonl`;
    const { stdout, stderr } = await troop(['export', '--store', store, '--name', 'mine', '--out', file]);
    expect([stdout, stderr]).toEqual(['', `1 predictions written to ${file}\n`]);
    const [line = ''] = readFileSync(file, 'utf8').trim().split('\n');
    expect(JSON.parse(line)).toMatchObject({ instance_id: INSTANCE, model_name_or_path: 'mine' });
    expect(JSON.parse(line).model_patch).toContain('+const word = "good";');
  });

  test('what export wrote can be imported, and joins the candidate that it is', async () => {
    const store = await finishedStore();
    const file = `${store}.jsonl`;
    await troop(['export', '--store', store, '--out', file]);
    const { stdout } = await troop(['import', file, '--store', store]);
    expect(stdout).toContain('predictions: 1 imported, 0 empty\n');
    const opened = openStore(store);
    const candidates = opened.candidates(1, INSTANCE);
    opened.close();
    expect(candidates).toHaveLength(2);
    expect(candidates[0]?.sources.map(({ origin }) => origin)).toContain('troop');
  });

  test('select by hand says what stood before, and its choice counts from then on', async () => {
    // The agent prefers the second; the vote, the first.
    const store = await finishedStore((request) => {
      const { role, turn } = request.key;
      return role === 'selecting' && turn === 2 ? '<choice>2</choice>' : STORY(request);
    });
    const { stdout } = await troop(['select', '--store', store, '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ instance: INSTANCE, before: 2, chosen: 1 }]);
    const status = await troop(['status', '--store', store, '--json']);
    expect(JSON.parse(status.stdout).issues).toMatchObject([{ chosenId: 1, state: 'done' }]);
  });

  test.each([
    [['run', '--run', 'night', '--samples', '7', '--unknown-price', 'allow']],
    [['select', '--rule', 'codemonkeys']],
  ])('%j of a process that does not hold the run is refused, and changes nothing of it', async (argv) => {
    const store = await finishedStore(STORY, resolve('rows.jsonl'));
    const opened = openStore(store);
    const before = opened.findRun('night');
    // Our parent lives as long as we do.
    opened.acquireLease(before?.id ?? 0, { ...thisOwner(), pid: process.ppid });
    const ask = argv[0] === 'run' ? ['--model', writeTape(`${store}.tape`, INSTANCE, {})] : [];
    const { status, stderr } = await troop([...argv, '--store', store, ...ask]);
    expect(stderr).toMatch(/run night is being worked on by another process; watch it with: troop status/);
    expect(status).toBe(1);
    expect(opened.findRun('night')).toEqual(before);
    expect(opened.selections(before?.id ?? 0, INSTANCE)).toHaveLength(2);
    opened.close();
  });
});

test('a look at a store that is not there makes none', async () => {
  const store = `${await finishedStore()}.none`;
  const { status, stderr } = await troop(['show', '--store', store]);
  expect(status).toBe(1);
  expect(stderr).toContain(store);
  expect(existsSync(store)).toBe(false);
});

test('doctor finds what a run needs, and a key is told by its name only', async () => {
  const environment = { ANTHROPIC_API_KEY: 'sk-marker-7f3a' };
  const { stdout } = await troop(['doctor', '--json', '--store', await finishedStore()], environment);
  const findings = z
    .array(z.object({ what: z.string(), state: z.string(), found: z.string() }))
    .parse(JSON.parse(stdout));
  const states = Object.fromEntries(findings.map(({ what, state }) => [what, state]));
  expect(states).toMatchObject({
    Node: 'ok',
    git: 'ok',
    ANTHROPIC_API_KEY: 'ok',
    OPENAI_API_KEY: 'warning',
    store: 'ok',
  });
  expect(stdout).not.toContain('sk-marker');
});

test('nothing that a model or a script wrote reaches the terminal as a control sequence', async () => {
  const hostile = '\u001b[2J\u001b]0;owned\u0007\u009b31m\u202e';
  const store = await finishedStore((request) => {
    const { role, turn } = request.key;
    if (turn !== 1 || role === 'selecting') return STORY(request);
    return role === 'testing' ? tests('base 2', 'any 0', `# ${hostile}`) : edits(`good ${hostile}`);
  });
  for (const what of [
    [],
    ['--candidate', '1'],
    ['--test', '1'],
    ['--trajectory', '1'],
    ['--trajectory', '2'],
    ['--selections'],
  ]) {
    const { stdout, status } = await troop(['show', INSTANCE, ...what, '--store', store]);
    expect(status).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(stdout, what.join(' ')).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  }
  const shown = await troop(['show', INSTANCE, '--test', '1', '--store', store]);
  expect(shown.stdout).toContain('\\x1b]0;owned\\x07\\x9b31m\\x202e');
});
