import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Issue } from '../../../domain/issue.ts';
import { openImages } from '../../../sandbox/docker/images/open-images.ts';
import { bootId, docker, openDocker } from '../../contract/sandbox-subject.ts';

describe.skipIf(docker === null)('a look into an instance’s image', () => {
  let subject: Awaited<ReturnType<typeof openDocker>>;
  beforeAll(async () => {
    subject = await openDocker();
  });
  afterAll(() => subject.close());

  const issueOf = (name: string): Issue => ({
    instanceId: 'test__peek-1',
    repository: 'test/peek',
    baseCommit: subject.commit,
    text: 'text',
    image: { name, root: '/testbed', setup: '' },
    language: 'python',
    runCommand: 'python3 {script}',
  });

  async function peek(name: string) {
    const owner = { bootId: await bootId(), pid: process.pid };
    const images = openImages({ owner, environment: process.env });
    try {
      return await images.peek(issueOf(name), AbortSignal.timeout(60_000));
    } finally {
      await images.close();
    }
  }

  it('reads the repository of one that is there as a run does', async () => {
    const seen = await peek(subject.image);
    if ('how' in seen) throw new Error('the image is there');
    const issue = issueOf(subject.image);
    const opened = await subject.engine.openRepository(issue, AbortSignal.timeout(60_000));
    const files = await seen.list();
    expect(files.length).toBeGreaterThan(0);
    expect(files).toEqual(await opened.list());
  });

  it('finds nothing where the row names none', async () => {
    expect(await peek('')).toEqual({ name: '', sizeBytes: null, how: 'nowhere' });
  });

  it('tells where one that is missing would come from, and makes none', async () => {
    const name = 'registry.invalid/nobody/peek:none';
    expect(await peek(name)).toEqual({ name, sizeBytes: null, how: 'pull' });
    const listed = (await docker?.listImages()) ?? [];
    expect(listed.flatMap(({ RepoTags }) => RepoTags ?? [])).not.toContain(name);
  });
});
