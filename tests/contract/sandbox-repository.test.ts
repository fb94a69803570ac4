import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MachineryError } from '../../domain/errors.ts';
import type { Issue } from '../../domain/issue.ts';
import type { Repository } from '../../domain/repository.ts';
import { ENGINES, type Subject } from './sandbox-subject.ts';

const run = promisify(execFile);

describe.each(ENGINES)('the repository through the %s engine', (_, open) => {
  let subject: Subject;
  let issue: Issue;
  let repository: Repository;
  beforeAll(async () => {
    subject = await open();
    issue = {
      instanceId: 'contract__sandbox-1',
      repository: subject.directory,
      baseCommit: subject.commit,
      text: 'text',
      image: { name: subject.image, root: '/testbed', setup: '' },
      language: 'python',
      runCommand: 'python3 {script}',
    };
    // The work tree moves on; a reader of the base commit must not see it.
    await writeFile(join(subject.directory, 'answer.txt'), 'changed\n');
    await writeFile(join(subject.directory, 'later.txt'), 'later\n');
    repository = await subject.engine.openRepository(issue, AbortSignal.timeout(60_000));
  });
  afterAll(() => subject.close());

  async function read(path: string): Promise<string | null> {
    const file = (await repository.list()).find((listed) => listed.path === path);
    if (!file) throw new Error(`${path} is not listed`);
    return repository.read(file);
  }

  it('lists regular files in order, with git’s own blob ids and sizes, and no links', async () => {
    const { stdout } = await run('git', ['ls-tree', '-r', '-z', '--long', subject.commit], {
      cwd: subject.directory,
    });
    const expected = stdout
      .split('\0')
      .filter((entry) => entry.startsWith('100'))
      .map((entry) => {
        const [meta = '', path] = entry.split('\t');
        const [, , blobId, size] = meta.split(/ +/);
        return { path, blobId, sizeBytes: Number(size) };
      });
    const listed = await repository.list();
    expect(listed).toEqual(expected);
    expect(listed).toHaveLength(9);
  });

  it.each([
    ['answer.txt', 'one\ntwo\nthree\n'],
    ['crlf.txt', 'one\r\ntwo\r\n'],
    ['no-newline.txt', 'one\ntwo'],
    ['docs/naïve 測試.txt', 'á\n'],
    ['bom.txt', '\ufeffbom\n'],
    ['empty.txt', ''],
    ['binary.bin', null],
    ['latin1.txt', null],
  ])('reads %s as it was committed', async (path, text) => {
    expect(await read(path)).toBe(text);
  });

  it('many reads at once each get their own file', async () => {
    const files = await repository.list();
    const many = Array.from({ length: 50 }, () => files).flat();
    const texts = await Promise.all(many.map((file) => repository.read(file)));
    const sizes = texts.map((text) => (text === null ? null : Buffer.byteLength(text)));
    expect(sizes).toEqual(many.map(({ path, sizeBytes }) => (/binary|latin1/.test(path) ? null : sizeBytes)));
  });

  it('a blob that the repository does not have is machinery', async () => {
    const reading = repository.read({ path: 'x', blobId: '0'.repeat(40), sizeBytes: 1 });
    await expect(reading).rejects.toBeInstanceOf(MachineryError);
    expect(await read('answer.txt')).toBe('one\ntwo\nthree\n');
  });

  it('a commit that the repository does not have is named', async () => {
    const other = { ...issue, baseCommit: 'e'.repeat(40) };
    const opening = subject.engine.openRepository(other, AbortSignal.timeout(60_000));
    await expect(opening).rejects.toMatchObject({
      name: 'MachineryError',
      message: expect.stringContaining('e'.repeat(40)),
    });
  });
});
