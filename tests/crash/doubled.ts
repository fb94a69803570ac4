import type { LoggedRequest } from './server-log.ts';

/** What a copy of the store, made after a kill, says of the calls made so far. */
export interface CopiedCalls {
  /** Calls whose step is stored. */
  readonly committed: ReadonlySet<string>;
  readonly endedTrajectories: ReadonlySet<string>;
}

export interface RequestHistory {
  /** Requests of an uninterrupted run of the same issues. */
  readonly uninterrupted: readonly LoggedRequest[];
  /** Requests of each process of the killed run, in order. */
  readonly processes: readonly (readonly LoggedRequest[])[];
  /** One copy for each process but the last, made after its kill. */
  readonly copies: readonly CopiedCalls[];
}

/**
 * Requests that were made again without need: the copy held the call's committed step; or, whatever the store says, the
 * same body went out more often than in an uninterrupted run and than kills found it in flight.
 */
export function doubledRequests({ uninterrupted, processes, copies }: RequestHistory): LoggedRequest[] {
  const all = processes.flat();
  const again = processes.flatMap((requests, process) =>
    requests.filter(({ call }) => copies.slice(0, process).some(({ committed }) => committed.has(call))),
  );
  const allowed = new Map<string, number>();
  const interrupted = copies.flatMap((copy, process) => inFlight(processes[process] ?? [], copy));
  for (const { bodySha256 } of [...uninterrupted, ...interrupted]) {
    allowed.set(bodySha256, (allowed.get(bodySha256) ?? 0) + 1);
  }
  const surplus = all.filter(({ bodySha256 }) => {
    const left = allowed.get(bodySha256) ?? 0;
    allowed.set(bodySha256, left - 1);
    return left <= 0;
  });
  return [...new Set([...again, ...surplus])];
}

/**
 * Requests whose reply a killed process cannot have used: the last of a trajectory that has not ended, if its step is
 * not stored. A process that asked on had the reply, and had to store it before.
 */
function inFlight(requests: readonly LoggedRequest[], copy: CopiedCalls): LoggedRequest[] {
  const last = new Map(requests.map((request) => [request.trajectory, request]));
  return [...last.values()].filter(
    ({ call, trajectory }) => !copy.committed.has(call) && !copy.endedTrajectories.has(trajectory),
  );
}
