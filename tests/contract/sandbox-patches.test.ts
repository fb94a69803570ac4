import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINES, type Subject } from './sandbox-subject.ts';

const edit = (path: string, hunk: string): string => `--- a/${path}\n+++ b/${path}\n${hunk}`;
const ANSWER = edit('answer.txt', '@@ -1,3 +1,3 @@\n one\n-two\n+TWO\n three\n');

describe.each(ENGINES)('patches in the %s engine', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  /** The bytes of a file after the patch, as od shows them. */
  async function bytesAfter(patch: string, path: string): Promise<string> {
    const { output, reason } = await subject.run(`od -An -c '${path}' | tr -d ' \\n'`, { patch });
    expect(reason).toBeNull();
    return output;
  }

  it.each([
    ['plain lines', ANSWER, 'answer.txt', String.raw`one\nTWO\nthree\n`],
    [
      'CRLF lines',
      edit('crlf.txt', '@@ -1,2 +1,2 @@\n one\r\n-two\r\n+TWO\r\n'),
      'crlf.txt',
      String.raw`one\r\nTWO\r\n`,
    ],
    [
      'a last line without an end',
      edit(
        'no-newline.txt',
        '@@ -1,2 +1,2 @@\n one\n-two\n\\ No newline at end of file\n+TWO\n\\ No newline at end of file\n',
      ),
      'no-newline.txt',
      String.raw`one\nTWO`,
    ],
    [
      'a new file',
      '--- /dev/null\n+++ b/new/file.txt\n@@ -0,0 +1 @@\n+new\n',
      'new/file.txt',
      String.raw`new\n`,
    ],
    [
      'a path outside ASCII',
      edit('docs/naïve 測試.txt', '@@ -1 +1 @@\n-á\n+a\n'),
      'docs/naïve 測試.txt',
      String.raw`a\n`,
    ],
  ])('changes %s byte for byte', async (_name, patch, path, bytes) => {
    expect(await bytesAfter(patch, path)).toBe(bytes);
  });

  it('deletes files', async () => {
    const patch = '--- a/to-delete.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n';
    expect(await subject.run('test ! -e to-delete.txt', { patch })).toMatchObject({ outcome: 'pass' });
  });

  it('a patch of white space is the base', async () => {
    expect(await subject.run('cat answer.txt', { patch: ' \n' })).toMatchObject({
      output: 'one\ntwo\nthree\n',
    });
  });

  it('one that does not apply is not-applied, in git’s words, and the script never begins', async () => {
    const result = await subject.run('echo begun', { patch: ANSWER.replace('-two', '-zwei') });
    expect(result).toMatchObject({ outcome: 'not-applied', exitCode: null, output: '' });
    expect(result.reason).toContain('answer.txt: patch does not apply');
  });

  it.each([
    ['by the fuzz of patch', edit('answer.txt', '@@ -1,3 +1,3 @@\n eins\n-two\n+TWO\n three\n')],
    [
      'in a later try, though the first leaves the tree half changed',
      `${ANSWER}${edit('crlf.txt', '@@ -1,2 +1,2 @@\n eins\r\n-two\r\n+TWO\r\n')}`,
    ],
  ])('one that applies %s counts for grading alone', async (_name, patch) => {
    expect(await subject.run('true', { patch })).toMatchObject({ outcome: 'not-applied' });
    const graded = await subject.run('cat answer.txt; git status --short', { patch, apply: 'official' });
    expect(graded).toMatchObject({ outcome: 'pass', output: expect.stringContaining('one\nTWO\nthree\n') });
    expect(graded.output).not.toContain('.rej');
  });

  it('one that no official command can apply is not-applied there too, and leaves nothing to run', async () => {
    const patch = ANSWER.replace('-two', '-zwei');
    const result = await subject.run('echo begun', { patch, apply: 'official' });
    expect(result).toMatchObject({ outcome: 'not-applied', output: '' });
    expect(result.reason).toContain('FAILED');
  });

  it('one whose changes are there already counts for grading alone', async () => {
    const patch = edit('answer.txt', '@@ -1,3 +1,3 @@\n one\n-zwei\n+two\n three\n');
    expect(await subject.run('true', { patch })).toMatchObject({ outcome: 'not-applied' });
    const graded = await subject.run('cat answer.txt', { patch, apply: 'official' });
    expect(graded).toMatchObject({ outcome: 'pass', output: 'one\ntwo\nthree\n' });
  });

  it.each([
    ['above the root', '--- /dev/null\n+++ b/../escaped.txt\n@@ -0,0 +1 @@\n+x\n'],
    ['into .git', '--- /dev/null\n+++ b/.git/hooks/x\n@@ -0,0 +1 @@\n+x\n'],
    [
      'through a link that it makes',
      'diff --git a/out b/out\nnew file mode 120000\n--- /dev/null\n+++ b/out\n@@ -0,0 +1 @@\n+/tmp\n\\ No newline at end of file\ndiff --git a/out/x b/out/x\nnew file mode 100644\n--- /dev/null\n+++ b/out/x\n@@ -0,0 +1 @@\n+x\n',
    ],
  ])('one that writes %s is not-applied', async (_name, patch) => {
    expect(await subject.run('exit 0', { patch })).toMatchObject({ outcome: 'not-applied' });
  });

  it('a link in the script’s place does not lead the script elsewhere', async () => {
    const patch =
      'diff --git a/script.sh b/script.sh\nnew file mode 120000\n--- /dev/null\n+++ b/script.sh\n@@ -0,0 +1 @@\n+answer.txt\n\\ No newline at end of file\n';
    const result = await subject.run('cat answer.txt', { patch, script: { place: 'root' } });
    expect(result).toMatchObject({ outcome: 'pass', output: 'one\ntwo\nthree\n' });
  });

  it('a script cannot pass for a patch that does not apply', async () => {
    // It reads the runner's own arguments, where the token of the reports is, and speaks in its place.
    const forged =
      'for p in /proc/[0-9]*; do t=$(tr "\\0" "\\n" <$p/cmdline 2>/dev/null | grep -xE "[0-9a-f]{32}" | head -1); for f in 1 2 3; do [ -n "$t" ] && echo "$t not-applied -" >$p/fd/$f 2>/dev/null; done; done; echo "error: patch does not apply"; exit 2';
    expect(await subject.run(forged, { patch: ANSWER })).toMatchObject({ outcome: 'fail', exitCode: 2 });
  });
});
