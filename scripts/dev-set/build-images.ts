import PQueue from 'p-queue';
import { environmentImage } from './environment-image.ts';
import { instanceImage } from './image.ts';
import type { DevInstance } from './material.ts';
import type { Prepared } from './rows.ts';

export interface Building {
  /** Directory for archives and wheels. */
  readonly cache: string;
  /** Instances built at once. */
  readonly jobs: number;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * The images of instances, in their order; one that cannot be built is said and left out. What several instances
 * share is built first and once.
 */
export async function buildImages(
  instances: readonly DevInstance[],
  building: Building,
): Promise<Prepared[]> {
  const { say, signal } = building;
  for (const base of new Set(instances.map((instance) => instance.base))) {
    await environmentImage(base, building);
  }
  const queue = new PQueue({ concurrency: building.jobs });
  let done = 0;
  const built = await Promise.all(
    instances.map((instance) =>
      queue.add(async (): Promise<Prepared[]> => {
        signal.throwIfAborted();
        try {
          const image = await instanceImage(instance, building);
          done += 1;
          say(`${done}/${instances.length} ${image.name}`);
          return [{ instance, image }];
        } catch (error) {
          signal.throwIfAborted();
          say(`${instance.id} cannot be built: ${error instanceof Error ? error.message : String(error)}`);
          return [];
        }
      }),
    ),
  );
  return built.flat();
}
