import { hostname } from 'node:os';
import { formatOwner, type Owner } from '../owner.ts';

/** Labels of our containers, by which they are found after the process that made them is gone. */
export const LABEL = {
  run: 'troop.run',
  instance: 'troop.instance',
  owner: 'troop.owner',
  host: 'troop.host',
  engine: 'troop.engine',
} as const;

/** What all containers of one engine have in common. */
export interface Ownership {
  readonly run: string;
  readonly owner: Owner;
  /** Random; tells two engines of one process apart. */
  readonly engineId: string;
}

export function labelsOf({ run, owner, engineId }: Ownership, instanceId: string): Record<string, string> {
  return {
    [LABEL.run]: run,
    [LABEL.instance]: instanceId,
    [LABEL.owner]: formatOwner(owner),
    [LABEL.host]: hostname(),
    [LABEL.engine]: engineId,
  };
}
