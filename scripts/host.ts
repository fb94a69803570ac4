import type { Store, StoreReader } from '../db/store.ts';
import type { composeEngine, Environment } from './compose.ts';
import type { ExitStatus } from './output.ts';

/** What a command gets from the process around it; tests pass weakened parts. */
export interface Host {
  readonly environment: Environment;
  openStore(path: string): Promise<Store> | Store;
  /** For commands that only look: they never make a file, and never stand in a run's way. */
  openReader(path: string): Promise<StoreReader> | StoreReader;
  /** Where code runs; the engine that the run's config names, where left out. */
  readonly openEngine?: typeof composeEngine;
  /** Sets the status with which the process ends. */
  end(status: ExitStatus): void;
}
