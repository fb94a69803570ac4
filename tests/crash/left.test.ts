import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LABEL } from '../../sandbox/docker/labels.ts';
import { dockerOrSkip, testImage } from '../support/docker.ts';
import { containersOf } from './engine-sights.ts';

const docker = await dockerOrSkip();

describe.skipIf(docker === null)('containers left', () => {
  it('are seen whether they run or not, and only those of the run', async () => {
    if (docker === null) return;
    const run = `left-${randomUUID()}`;
    const container = await docker.createContainer({
      Image: await testImage(),
      Labels: { [LABEL.run]: run },
      Cmd: ['sleep', '60'],
    });
    try {
      expect(await containersOf(run)).toEqual([`${container.id.slice(0, 12)} (created)`]);
      await container.start();
      expect(await containersOf(run)).toEqual([`${container.id.slice(0, 12)} (running)`]);
      expect(await containersOf(`${run}-other`)).toEqual([]);
    } finally {
      await container.remove({ force: true });
    }
    expect(await containersOf(run)).toEqual([]);
  });
});
