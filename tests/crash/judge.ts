import { doubledRequests } from './doubled.ts';
import type { KilledRun } from './killed-run.ts';
import { lostRows } from './lost.ts';
import { type Outcome, otherOutcomes, outcomesOf } from './outcomes.ts';
import type { LoggedRequest } from './server-log.ts';
import { allRows, committedCalls, endedTrajectories, lookInto } from './stored-rows.ts';

/** What an uninterrupted run of the same issues asked and came to. */
export interface Expected {
  readonly requests: readonly LoggedRequest[];
  readonly outcomes: ReadonlyMap<string, Outcome>;
}

/** What kills did to a run, a line of text each. */
export interface Faults {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly left: readonly string[];
}

export function judge({ store, kills, requests, left }: KilledRun, expected: Expected): Faults {
  const end = lookInto(store, allRows);
  const rows = kills.flatMap(({ copy }) => lostRows(lookInto(copy, allRows), end));
  const outcomes = otherOutcomes(expected.outcomes, lookInto(store, outcomesOf));
  const copies = kills.map(({ copy }) => ({
    committed: lookInto(copy, committedCalls),
    endedTrajectories: lookInto(copy, endedTrajectories),
  }));
  const doubled = doubledRequests({ uninterrupted: expected.requests, processes: requests, copies });
  return { lost: [...new Set(rows), ...outcomes], doubled: doubled.map(({ call }) => call), left };
}

export function faultCount({ lost, doubled, left }: Faults): number {
  return lost.length + doubled.length + left.length;
}

/** The same expectation for some of the issues. */
export function expectedOf({ requests, outcomes }: Expected, instances: readonly string[]): Expected {
  return {
    requests: requests.filter(({ instanceId }) => instances.includes(instanceId)),
    outcomes: new Map([...outcomes].filter(([instanceId]) => instances.includes(instanceId))),
  };
}
