import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CommandEnd, runCommand } from '../../../sandbox/process/run-command.ts';
import { openStarter } from '../../../sandbox/process/starter.ts';
import { openStarters, type Starters } from '../../../sandbox/process/starters.ts';
import { LIMITS, watchedWord } from '../../contract/sandbox-subject.ts';

const BASH = '/bin/bash';
const searchPath = process.env.PATH ?? '';
const owner = process.pid;

let place: string;
let starters: Starters;
/** The same bash under a name that no starter serves: its commands are processes of their own from the beginning. */
let unserved: string;

beforeAll(async () => {
  place = await mkdtemp(join(await realpath(tmpdir()), 'troop-test-starters-'));
  unserved = join(place, 'shell');
  await symlink(BASH, unserved);
  starters = openStarters();
});
afterAll(async () => {
  await starters.close();
  await rm(place, { recursive: true });
});

async function run(
  text: string,
  { shell = BASH, script = '', timeoutMs = 10_000 } = {},
): Promise<CommandEnd> {
  const directory = await mkdtemp(join(place, "it's-"));
  const inside = (name: string) => join(directory, name);
  const tree = { root: inside('tree'), home: inside('home'), temporary: inside('tmp'), scripts: inside('s') };
  for (const path of Object.values(tree)) await mkdir(path);
  const command = {
    id: 1,
    tree: { directory, ...tree },
    text,
    script: { path: join(tree.scripts, 'script.sh'), text: script },
    limits: { ...LIMITS, timeoutMs },
    shell,
    searchPath,
    owner,
    isWarm: false,
  };
  return runCommand(command, starters, new AbortController().signal);
}

/** Id of the shell that forked itself for a command. */
const starterOf = async () => Number((await run('echo $$')).output);

describe('a starter', () => {
  it('serves one command after the other, and two at once have one each', async () => {
    const first = await starterOf();
    expect(await starterOf()).toBe(first);
    const both = await Promise.all([run('echo $$; sleep 0.3'), run('echo $$; sleep 0.3')]);
    expect(new Set(both.map(({ output }) => output)).size).toBe(2);
    // Control: where none serves, each command has a shell of its own.
    const own = [await run('echo $$', { shell: unserved }), await run('echo $$', { shell: unserved })];
    expect(own[0]?.output).not.toBe(own[1]?.output);
  });

  it('gives a command what a process of its own would have', async () => {
    const script = `env | grep -v -e ^TROOP_CELL= -e ^HOME= -e ^TMPDIR= -e PWD= | sort
env | cut -d= -f1 | sort; grep -E '^(Sig(Ign|Blk|Cgt)|NoNewPrivs)' /proc/self/status; ulimit -a
ls /proc/self/fd; tty; [ "$HOME" = "\${PWD%/tree}/home" ] && [ "$TMPDIR" = "\${PWD%/tree}/tmp" ] && echo own
ps -o pgid= -p $PPID | tr -d ' ' | grep -qx $PPID && echo leads; (echo to stderr >&2)`;
    const text = `echo "$-:$#:$IFS:$SHLVL:\${OLDPWD-none}"; bash ../s/script.sh`;
    const served = await run(text, { script });
    expect(served).toMatchObject({ exit: 0, output: expect.stringContaining('own\nleads\nto stderr\n') });
    const { output } = await run(text, { script, shell: unserved });
    expect(served.output).toBe(output.replace('hB:', 'hBc:'));
  });

  it.each([
    ['starter', () => BASH],
    ['shell of its own', () => unserved],
  ])('runs a text longer than an argument can be, in a %s', async (_, shell) => {
    const text = `word=${'x'.repeat(300_000)}\necho \${#word}; exit 3`;
    expect(await run(text, { shell: shell() })).toMatchObject({ exit: 3, output: '300000\n' });
  });

  it('never takes a command that it could not read for one that passed', async () => {
    const starter = await openStarter({ shell: BASH, searchPath, owner });
    const { output, exit } = await starter.start(join(place, 'nowhere'));
    output.resume();
    expect(await exit).toBe(137);
    await starter.close();
    await expect(run('exit 0 \0 exit 1')).rejects.toThrow('zero byte');
  });

  it('that dies between two commands is missed by nobody', async () => {
    const first = await starterOf();
    process.kill(first, 'SIGKILL');
    await sleep(200);
    expect(await starterOf()).not.toBe(first);
  });

  it('that dies or stops ends its own command alone', async () => {
    const other = run('sleep 1; echo well; exit 4');
    expect(await run('kill -9 $$; sleep 5')).toMatchObject({ exit: 137 });
    expect(await run('kill -STOP $$; exit 0', { timeoutMs: 500 })).toMatchObject({ exit: 'timeout' });
    expect(await run('echo next')).toMatchObject({ exit: 0, output: 'next\n' });
    expect(await other).toMatchObject({ exit: 4, output: 'well\n' });
  });

  it('does not take a stopped command for an ended one', async () => {
    const stopped = await run('kill -STOP $BASHPID; exit 0', { timeoutMs: 500 });
    expect(stopped.exit).toBe('timeout');
    expect(await run('exit 5')).toMatchObject({ exit: 5 });
  });

  it('lets nothing that outlives a command write to the next one', async () => {
    const { word, processes } = watchedWord();
    const script = `cd /; trap '' PIPE; while sleep 0.02; do echo intruder; done 2>/dev/null`;
    const first = await run(`(env -i setsid bash -c "${script}" ${word} &); sleep 0.3; echo $$`);
    expect(first.output).toContain('intruder');
    const left = await processes();
    const next = await run('sleep 0.5; echo $$');
    const stillThere = await processes();
    for (const pid of left) process.kill(pid, 'SIGKILL');
    // It was found by nobody, has its pipe still, and the same starter ran both.
    expect(stillThere.length).toBeGreaterThan(0);
    expect(first.output).toContain(next.output);
  });
});
