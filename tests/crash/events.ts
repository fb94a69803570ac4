import type { Stage } from '../../domain/records.ts';

export const PHASES = ['context', 'sample', 'execute', 'vote', 'select', 'grade'] as const satisfies Stage[];

/** What can be seen of a run from outside, and so what a kill can fall on. */
export const EVENT_KINDS = ['request', 'container', 'row'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export interface Sight {
  readonly kind: EventKind;
  readonly instanceId: string;
  /** In words. */
  readonly what: string;
}

/** A sight while a work item of its instance was open. */
export interface CrashEvent extends Sight {
  readonly phase: Stage;
}

/** A place in a story: `instance/phase`. */
export function placeOf({ instanceId, phase }: Pick<CrashEvent, 'instanceId' | 'phase'>): string {
  return `${instanceId}/${phase}`;
}
