import { randomUUID } from 'node:crypto';
import Docker from 'dockerode';

const EXECS = 400;

/** Commands a second that the engine's interface alone gives: `workers` containers, one command at a time in each. */
export async function engineCeiling(image: string, workers: number): Promise<number> {
  const docker = new Docker();
  const label = `troop-ceiling-${randomUUID()}`;
  const containers = await Promise.all(
    Array.from({ length: workers }, async () => {
      const container = await docker.createContainer({
        Image: image,
        Labels: { [label]: '' },
        Cmd: ['sleep', '3600'],
        HostConfig: { NetworkMode: 'none', Init: true },
      });
      await container.start();
      return container;
    }),
  );
  try {
    let left = EXECS;
    const began = performance.now();
    await Promise.all(
      containers.map(async (container) => {
        while (left > 0) {
          left -= 1;
          await runOne(container);
        }
      }),
    );
    return (EXECS / (performance.now() - began)) * 1000;
  } finally {
    await Promise.all(containers.map((container) => container.remove({ force: true })));
  }
}

async function runOne(container: Docker.Container): Promise<void> {
  const command = ['sh', '-c', 'echo step'];
  const exec = await container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
  const stream = await exec.start({});
  for await (const _ of stream);
}
