import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import Docker from 'dockerode';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createDockerEngine } from '../../../sandbox/docker/create-docker-engine.ts';
import { isGone } from '../../../sandbox/docker/engine-failure.ts';
import { reapDeadOwners } from '../../../sandbox/docker/reap-dead-owners.ts';
import { bootId, docker, openDocker, type Subject } from '../../contract/sandbox-subject.ts';

const signal = () => AbortSignal.timeout(60_000);

describe.skipIf(docker === null)('the Docker engine', () => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await openDocker();
  });
  afterAll(() => subject.close());

  it('labels containers with run, instance and owner, and gives them no network, log or privilege', async () => {
    // The first cell also has the image looked into, by a container of its own kind.
    await subject.run('exit 0');
    const stop = new AbortController();
    const execution = subject.engine.execute([subject.cell('sleep 30')], stop.signal).catch(() => null);
    const owner = `${await bootId()}:${process.pid}`;
    const label = ['troop.run=contract', 'troop.instance=contract__sandbox-1', `troop.owner=${owner}`];
    const container = await firstContainer(label);
    const { HostConfig } = await container.inspect();
    stop.abort();
    await execution;
    expect(HostConfig).toMatchObject({
      NetworkMode: 'none',
      LogConfig: { Type: 'none' },
      SecurityOpt: ['no-new-privileges'],
      CapDrop: ['ALL'],
      Binds: null,
      Init: true,
      PidsLimit: 64,
    });
  });

  it('an image at another commit is machinery that names both', async () => {
    const cell = { ...subject.cell('exit 0'), baseCommit: 'a'.repeat(40) };
    await expect(subject.engine.execute([cell], signal())).rejects.toMatchObject({
      name: 'MachineryError',
      transient: false,
      message: expect.stringMatching(
        new RegExp(`${subject.commit}.*${'a'.repeat(40)}.*build the image anew`),
      ),
    });
  });

  it('an image that is not there is machinery that says how to get it', async () => {
    const cell = subject.cell('exit 0');
    const missing = { ...cell, image: { ...cell.image, name: 'troop-test-none:1' } };
    await expect(subject.engine.execute([missing], signal())).rejects.toMatchObject({
      name: 'MachineryError',
      transient: false,
      message: expect.stringContaining('troop-test-none:1: build it'),
    });
  });

  it('an image without the repository is machinery', async () => {
    const cell = subject.cell('exit 0');
    const elsewhere = { ...cell, image: { ...cell.image, root: '/nowhere' } };
    await expect(subject.engine.execute([elsewhere], signal())).rejects.toThrow('has no directory /nowhere');
  });

  it('an engine that is down is machinery that may pass', async () => {
    const down = new Docker({ socketPath: '/nonexistent/docker.sock' });
    const engine = createDockerEngine({ ...options(), docker: down });
    const execution = engine.execute([subject.cell('exit 0')], signal());
    await expect(execution).rejects.toMatchObject({
      name: 'MachineryError',
      transient: true,
      message: expect.stringContaining('scripts/docker-engine.sh'),
    });
    await engine.close();
  });

  it.each([
    [500, 'write /x: no space left on device', false],
    [500, 'driver failed', true],
    [400, 'bad parameter', false],
  ])('an engine’s answer %i "%s" is machinery, transient: %s', async (status, message, transient) => {
    const server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const engine = createDockerEngine({
      ...options(),
      docker: new Docker({ host: '127.0.0.1', port: port ?? 0 }),
    });
    const execution = engine.execute([subject.cell('exit 0')], signal());
    await expect(execution).rejects.toMatchObject({
      name: 'MachineryError',
      transient,
      message: expect.stringContaining(message),
    });
    server.closeAllConnections();
    server.close();
  });

  it('a failed cell ends the others and leaves no container', async () => {
    const cell = subject.cell('sleep 30');
    const elsewhere = { ...cell, baseCommit: 'a'.repeat(40) };
    const startedAt = performance.now();
    const execution = subject.engine.execute([elsewhere, cell, cell], signal());
    await expect(execution).rejects.toThrow('build the image anew');
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(await containers(['troop.run=contract', `troop.owner=${await bootId()}:${process.pid}`])).toEqual(
      [],
    );
  });

  it('a repository is copied out of its image once', async () => {
    const { image, commit, directory } = subject;
    // So that only the copying makes containers from here on.
    await subject.run('exit 0');
    const issue = {
      instanceId: 'contract__sandbox-1',
      repository: directory,
      baseCommit: commit,
      text: 'text',
      image: { name: image, root: '/testbed', setup: '' },
      language: 'python',
      runCommand: 'python3 {script}',
    };
    const created: unknown[] = [];
    const stop = new AbortController();
    const filters = { event: ['create'], label: ['troop.run=contract'] };
    const events = await new Docker().getEvents({ filters, abortSignal: stop.signal });
    events.on('data', (event) => created.push(event)).on('error', () => {});
    await Promise.all([1, 2].map(() => subject.engine.openRepository(issue, signal())));
    const copies = created.length;
    await subject.engine.openRepository(issue, signal());
    await new Promise((resolve) => setTimeout(resolve, 200));
    stop.abort();
    expect(copies).toBeGreaterThan(0);
    expect(created.length).toBe(copies);
  });

  function options() {
    return { run: 'contract', owner: { bootId: 'x', pid: 1 }, concurrency: 1, environment: {} };
  }
});

describe.skipIf(docker === null)('containers of dead owners', () => {
  it('are removed, and those of living owners and of other hosts are not', async () => {
    if (!docker) return;
    const subject = await openDocker();
    const boot = await bootId();
    const dead = spawn('true');
    await once(dead, 'exit');
    const alive = spawn('sleep', ['60']);
    const labels: Record<string, Record<string, string>> = {
      ofDeadProcess: { 'troop.owner': `${boot}:${dead.pid}` },
      ofEarlierBoot: { 'troop.owner': `an-earlier-boot:${alive.pid}` },
      ofOtherHost: { 'troop.owner': `other-boot:${alive.pid}`, 'troop.host': 'another-host' },
      ofLivingProcess: { 'troop.owner': `${boot}:${alive.pid}` },
      ofNobody: { 'not-ours': 'x' },
    };
    const made = new Map<string, Docker.Container>();
    for (const [name, Labels] of Object.entries(labels)) {
      made.set(name, await docker.createContainer({ Image: subject.image, Cmd: ['sleep', '60'], Labels }));
    }
    // Engines of other test files reap as well: what is theirs to remove may be gone already, or still be going.
    await made.get('ofDeadProcess')?.start().catch(ignoreGone);
    await reapDeadOwners(docker, { bootId: boot, pid: process.pid });
    const left = ['ofOtherHost', 'ofLivingProcess', 'ofNobody'];
    try {
      await vi.waitFor(async () => expect(await namesOfThose(made)).toEqual(left), 10_000);
    } finally {
      alive.kill();
      for (const container of made.values()) await container.remove({ force: true }).catch(() => {});
      await subject.close();
    }
  });
});

/** Names of the containers that the engine still knows. */
async function namesOfThose(made: ReadonlyMap<string, Docker.Container>): Promise<string[]> {
  const names: string[] = [];
  for (const [name, container] of made) {
    if (await container.inspect().catch(ignoreGone)) names.push(name);
  }
  return names;
}

function ignoreGone(error: unknown): undefined {
  if (!isGone(error)) throw error;
}

async function containers(label: string[]): Promise<Docker.ContainerInfo[]> {
  return (await docker?.listContainers({ all: true, filters: { label } })) ?? [];
}

async function firstContainer(label: string[]): Promise<Docker.Container> {
  for (;;) {
    const [first] = await containers(label);
    if (first) return new Docker().getContainer(first.Id);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
