import type Docker from 'dockerode';
import { createCappedOutput } from '../capped-output.ts';
import { demultiplex } from './demultiplex.ts';
import { engineCall } from './engine-call.ts';
import { engineFailure, missingImage } from './engine-failure.ts';
import { removeContainer } from './reap-dead-owners.ts';

const OUTPUT_BYTES = 256 * 1024;

export interface ScriptRun {
  readonly image: string;
  readonly script: string;
  readonly arguments: readonly string[];
  readonly labels: Record<string, string>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface ScriptEnd {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs an sh script of ours as root in a throw-away container of an image, without network and with no power but
 * that of reading everything. Throws the signal's reason; a script that meets its time limit has status 137.
 */
export async function runScript(docker: Docker, run: ScriptRun): Promise<ScriptEnd> {
  const creation = docker.createContainer({
    Image: run.image,
    Labels: run.labels,
    Entrypoint: ['/bin/sh', '-c', run.script, 'troop', ...run.arguments],
    Cmd: [],
    User: '0',
    WorkingDir: '/',
    HostConfig: {
      NetworkMode: 'none',
      CapDrop: ['ALL'],
      CapAdd: ['DAC_OVERRIDE'],
      SecurityOpt: ['no-new-privileges'],
      Init: true,
      LogConfig: { Type: 'none', Config: {} },
    },
  });
  const container = await engineCall('creating a container', creation.catch(missingImage(run.image)));
  const kill = () => void container.kill().catch(() => {});
  const timer = setTimeout(kill, run.timeoutMs);
  run.signal.addEventListener('abort', kill, { once: true });
  const stdout = createCappedOutput(OUTPUT_BYTES);
  const stderr = createCappedOutput(OUTPUT_BYTES);
  try {
    run.signal.throwIfAborted();
    const attaching = container.attach({ stream: true, stdout: true, stderr: true });
    const stream = await engineCall('attaching to a container', attaching);
    await engineCall('starting a container', container.start());
    run.signal.throwIfAborted();
    for await (const { channel, bytes } of demultiplex(buffers(stream))) {
      (channel === 'stdout' ? stdout : stderr).add(bytes);
    }
    run.signal.throwIfAborted();
    const { StatusCode: status }: { StatusCode: number } = await engineCall('waiting', container.wait());
    return { status, stdout: stdout.text(), stderr: stderr.text() };
  } finally {
    clearTimeout(timer);
    run.signal.removeEventListener('abort', kill);
    await removeContainer(container);
  }
}

async function* buffers(stream: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of stream) yield Buffer.from(chunk);
  } catch (error) {
    throw engineFailure(error, 'reading output');
  }
}
