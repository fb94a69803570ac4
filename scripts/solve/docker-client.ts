import { spawn } from 'node:child_process';
import { z } from 'zod';
import { MachineryError, UsageError } from '../../domain/errors.ts';
import type { Environment } from '../compose.ts';
import { runTool } from '../dev-set/run-tool.ts';
import { note } from '../output.ts';

/** What of an image matters to whoever lays a tree into it. */
export interface ImageFacts {
  readonly id: string;
  /** As in a Dockerfile; empty for root. */
  readonly user: string;
  /** Empty where the image names none. */
  readonly workingDirectory: string;
  readonly labels: Readonly<Record<string, string>>;
}

const factsSchema = z.object({
  Id: z.string(),
  Config: z.object({
    User: z.string().default(''),
    WorkingDir: z.string().default(''),
    Labels: z.record(z.string(), z.string()).nullish(),
  }),
});

/** Null where the engine does not have the image. */
export async function inspectImage(name: string, environment: Environment): Promise<ImageFacts | null> {
  const inspected = runTool('docker', ['image', 'inspect', '--format', '{{json .}}', name], {
    env: environment,
  });
  const text = await inspected.catch((cause: unknown) => {
    if (cause instanceof Error && /no such image/i.test(cause.message)) return null;
    throw clientError(cause);
  });
  if (text === null) return null;
  const { Id: id, Config } = factsSchema.parse(JSON.parse(text));
  return { id, user: Config.User, workingDirectory: Config.WorkingDir, labels: Config.Labels ?? {} };
}

/** Runs the docker command, which knows its user's registries and builders, and shows what it says. */
export function runDocker(args: readonly string[], environment: Environment): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('docker', args, { env: { ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    const show = (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-4_000);
      note(chunk.toString());
    };
    child.stdout.on('data', show);
    child.stderr.on('data', show);
    child.on('error', (cause) => reject(clientError(cause)));
    child.on('close', (status) => {
      if (status === 0) return resolve();
      const message = `docker ${args.join(' ')} ended with status ${status}`;
      reject(new MachineryError(`${message}\n${said.trim()}`, { transient: false }));
    });
  });
}

function clientError(cause: unknown): Error {
  const words = cause instanceof Error ? cause.message : String(cause);
  if (/ENOENT/.test(words)) {
    return new UsageError(
      'there is no docker command here, which --image and --dockerfile need: install Docker, or say --sandbox process for code of your own',
      { cause },
    );
  }
  if (/cannot connect to the docker daemon|permission denied/i.test(words)) {
    return new MachineryError(`${words}\nstart Docker, or say --sandbox process for code of your own`, {
      cause,
      transient: false,
    });
  }
  return cause instanceof Error ? cause : new Error(words);
}
