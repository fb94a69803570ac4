import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docker, openDocker, openProcess, type Subject } from './sandbox-subject.ts';

/** Prints a name that two sandboxes never share. */
const NAME = 'echo "$HOSTNAME" "$PWD"';

/** What a script may leave, and how the next one would see it. */
const LEFT: Readonly<Record<string, { readonly leave: string; readonly see: string }>> = {
  'a new file': { leave: 'echo x >new.txt', see: 'ls new.txt' },
  'a changed file': { leave: 'echo x >>answer.txt', see: 'tail -n 1 answer.txt | grep x' },
  'a file changed under its old time': {
    leave: 'touch -r answer.txt /tmp/t && echo x >>answer.txt && touch -r /tmp/t answer.txt; rm /tmp/t',
    see: 'tail -n 1 answer.txt | grep x',
  },
  'a removed file': { leave: 'rm answer.txt', see: 'test ! -e answer.txt && echo gone' },
  'a commit': {
    leave: 'git -c user.name=t -c user.email=t@example.org commit -q --allow-empty -m later',
    see: 'git log --format=%s | grep later',
  },
  'a hook': {
    leave: 'mkdir -p .git/hooks && echo x >.git/hooks/pre-commit',
    see: 'ls .git/hooks/pre-commit',
  },
  'a file in HOME': { leave: 'echo x >"$HOME/left"', see: 'ls "$HOME/left"' },
  'a file among temporary ones': {
    leave: 'echo x >"$(dirname "$(mktemp -u)")/troop-left"',
    see: 'ls "$(dirname "$(mktemp -u)")/troop-left"',
  },
};

const ENGINES = [
  ['process', () => openProcess('contract')],
  ...(docker ? [['docker', () => openDocker('contract')] as const] : []),
] as const;

describe.each(ENGINES)('a trajectory’s cells on base in the %s engine', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const nameOf = async (options?: Parameters<Subject['run']>[1]) => (await subject.run(NAME, options)).output;

  it('share a sandbox while nothing is left in it', async () => {
    expect(await nameOf()).toBe(await nameOf());
  });

  it('share it with no patched one', async () => {
    const patch = '--- a/answer.txt\n+++ b/answer.txt\n@@ -1,3 +1,3 @@\n-one\n+eins\n two\n three\n';
    expect(await nameOf({ patch })).not.toBe(await nameOf());
  });

  it('have one each where they run at once', async () => {
    const cells = [subject.cell(`${NAME}; sleep 1`), subject.cell(`${NAME}; sleep 1`)];
    const results = await subject.engine.execute(cells, AbortSignal.timeout(60_000));
    expect(new Set(results.map(({ output }) => output)).size).toBe(2);
  });

  it.each(Object.entries(LEFT))('never see what an earlier one left: %s', async (_name, { leave, see }) => {
    // Control: within one script it is seen.
    const control = await subject.run(`{ ${leave}; } && ${see}`);
    expect([control.exitCode, control.output]).toEqual([0, expect.stringMatching(/./)]);
    await subject.run(leave);
    expect((await subject.run(see)).exitCode).not.toBe(0);
  });

  it('hear nothing of a process that an earlier one left running', async () => {
    const started = await subject.run("setsid sh -c 'sleep 0.4; echo late' & echo first");
    expect(started.output).toBe('first\n');
    expect((await subject.run('sleep 0.8; echo second')).output).toBe('second\n');
  });

  it('keep their outputs to the byte, however they end', async () => {
    for (const text of ['', 'no newline', 'one\n', '\n\n', `${'x'.repeat(5_000)}\ny`]) {
      const script = `printf '%s' '${text}'`;
      expect((await subject.run(script)).output).toBe(text);
    }
  });

  it('take a script longer than an argument may be', async () => {
    const script = `# ${'x'.repeat(300_000)}\necho long`;
    expect((await subject.run(script)).output).toBe('long\n');
  });

  it('go on after one that met its time limit, its memory limit or the end of its runner', async () => {
    expect((await subject.run('sleep 60', { limits: { timeoutMs: 1_000 } })).outcome).toBe('timeout');
    expect((await subject.run('kill -9 $PPID; sleep 1')).outcome).not.toBe('pass');
    expect((await subject.run('exit 2')).outcome).toBe('fail');
  });
});

describe('sandboxes that wait', () => {
  it.skipIf(docker === null)('in Docker serve no other trajectory and no other limits', async () => {
    const subject = await openDocker('contract');
    const names = [
      await subject.run(NAME),
      await subject.run(NAME, { session: 'another' }),
      await subject.run(NAME, { limits: { timeoutMs: 19_000 } }),
    ];
    await subject.close();
    expect(new Set(names.map(({ output }) => output)).size).toBe(names.length);
  });

  it.skipIf(docker === null)(
    'are gone when the engine is closed, and one that was taken away is replaced',
    async () => {
      const subject = await openDocker('contract');
      const ours = async () => {
        const listing = await docker?.listContainers({ filters: { label: ['troop.run=contract'] } });
        return (listing ?? []).filter(({ Labels }) => Labels['troop.owner']?.endsWith(`:${process.pid}`));
      };
      await subject.run('exit 0');
      const [first, ...others] = await ours();
      expect([first === undefined, others]).toEqual([false, []]);
      await docker?.getContainer(first?.Id ?? '').remove({ force: true });
      expect((await subject.run('exit 2')).outcome).toBe('fail');
      await subject.run('exit 0', { session: 'another' });
      expect((await ours()).length).toBe(2);
      await subject.close();
      expect(await ours()).toEqual([]);
    },
  );

  it('are removed from the disk with their engine', async () => {
    const trees = async () =>
      (await readdir(tmpdir())).filter((name) => name.startsWith(`troop-cell-${process.pid}-`));
    const subject = await openProcess('contract');
    await subject.run('exit 0');
    expect((await trees()).length).toBe(1);
    await subject.close();
    expect(await trees()).toEqual([]);
  });
});
