import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import Docker from 'dockerode';
import { z } from 'zod';
import { LABEL } from '../../sandbox/docker/labels.ts';
import type { Sight } from './events.ts';

const docker = new Docker();

const startSchema = z.object({
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()) }),
});

export interface EngineSights {
  /** Containers of the run that were started since the last look. */
  fresh(): Sight[];
  close(): void;
}

/** Watches what the engine says of a run's containers. */
export async function watchEngine(run: string): Promise<EngineSights> {
  const stream = await docker.getEvents({
    filters: { type: ['container'], event: ['start'], label: [`${LABEL.run}=${run}`] },
  });
  const seen: Sight[] = [];
  createInterface({ input: stream }).on('line', (line) => {
    const { Actor } = startSchema.parse(JSON.parse(line));
    const instanceId = Actor.Attributes[LABEL.instance] ?? '';
    seen.push({ kind: 'container', instanceId, what: Actor.ID.slice(0, 12) });
  });
  return {
    fresh: () => seen.splice(0),
    close: () => destroy(stream),
  };
}

/** Containers of a run that the engine knows, running or not. */
export async function containersOf(run: string): Promise<string[]> {
  const found = await docker.listContainers({ all: true, filters: { label: [`${LABEL.run}=${run}`] } });
  return found.map(({ Id, State }) => `${Id.slice(0, 12)} (${State})`);
}

/** The typings promise a plain stream; the engine's events come as an HTTP response, which never ends by itself. */
function destroy(stream: NodeJS.ReadableStream & Partial<Pick<Readable, 'destroy'>>): void {
  stream.destroy?.();
}
