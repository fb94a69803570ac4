import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MachineryError } from '../../domain/errors.ts';
import { ENGINES, type Subject } from './sandbox-subject.ts';

describe.each(ENGINES)('outcomes of the %s engine', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  it.each([
    [0, 'pass'],
    [2, 'fail'],
    [1, 'broken'],
    [137, 'broken'],
  ])('exit status %i is %s and needs no reason', async (status, outcome) => {
    const result = await subject.run(`echo out; echo err >&2; exit ${status}`);
    expect(result).toMatchObject({ outcome, exitCode: status, output: 'out\nerr\n', reason: null });
    expect(result.seconds).toBeGreaterThan(0);
  });

  it('stdout and stderr come in the order in which they were written', async () => {
    const { output } = await subject.run('for i in 1 2 3 4 5; do echo "out $i"; echo "err $i" >&2; done');
    const lines = [1, 2, 3, 4, 5].flatMap((index) => [`out ${index}`, `err ${index}`]);
    expect(output).toBe(`${lines.join('\n')}\n`);
  });

  it('invalid UTF-8 is replaced', async () => {
    const { output } = await subject.run(String.raw`printf 'a\xff\xc3b\n'`);
    expect(output).toBe('a\ufffd\ufffdb\n');
  });

  it('output in gigabytes is cut in the middle and does not fill our memory', async () => {
    const before = process.memoryUsage().rss;
    let peak = before;
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 20);
    const { output } = await subject.run(
      'echo first; head -c 200000000 /dev/zero | tr "\\0" x; echo; echo last',
    );
    clearInterval(watch);
    const [, missing] = /\n\[\.\.\. (\d+) bytes left out \.\.\.\]\n/.exec(output) ?? [];
    expect(output).toMatch(/^first\nx+\n/);
    expect(output).toMatch(/x\nlast\n$/);
    expect(Number(missing)).toBe(200_000_000 + 'first\n\nlast\n'.length - 16 * 1024);
    expect((peak - before) / 1024 ** 2).toBeLessThan(100);
  });

  it('the set-up runs first, in bash, and the script runs in the root of the repository', async () => {
    const setup = 'echo "export FROM_SETUP=yes" >"$HOME/environment"\nsource "$HOME/environment"';
    const { output } = await subject.run('echo $FROM_SETUP; cat answer.txt', { setup });
    expect(output).toBe('yes\none\ntwo\nthree\n');
  });

  it('a script is placed where it is wanted', async () => {
    const bash = 'cd "$(dirname "$0")" && ls';
    const outside = await subject.run(bash, { script: { place: 'outside' } });
    const root = await subject.run(bash, { script: { place: 'root' } });
    expect(outside.output).toBe('script.sh\n');
    expect(root.output).toContain('answer.txt');
    expect(root.output).toContain('script.sh');
  });

  it('a file name that is a path is refused', async () => {
    await expect(subject.run('exit 0', { script: { fileName: '../script.sh' } })).rejects.toThrow(
      /file name/,
    );
  });

  it('every cell has a fresh tree, whatever the one before did to its own', async () => {
    const first = await subject.run('rm -rf -- * .git; ls -A; exit 2');
    const second = await subject.run('cat answer.txt; git status --short');
    expect(first).toMatchObject({ outcome: 'fail', output: '' });
    expect(second.output).toBe('one\ntwo\nthree\n');
  });

  it('results keep the order of the cells, and each is told as soon as it is there', async () => {
    const told: number[] = [];
    const cells = [subject.cell('sleep 1; exit 0'), subject.cell('exit 2'), subject.cell('exit 3')];
    const results = await subject.engine.execute(cells, AbortSignal.timeout(60_000), (index) =>
      told.push(index),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['pass', 'fail', 'broken']);
    expect(told.toSorted()).toEqual([0, 1, 2]);
    expect(told[0]).toBe(1);
  });

  it('a base commit that the repository does not have is machinery, not an outcome', async () => {
    const cell = { ...subject.cell('exit 0'), baseCommit: 'f'.repeat(40) };
    const failure = await subject.engine
      .execute([cell], AbortSignal.timeout(60_000))
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(MachineryError);
    expect(failure).toMatchObject({ transient: false, message: expect.stringContaining('f'.repeat(40)) });
  });
});
