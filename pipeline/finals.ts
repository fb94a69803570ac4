import type { EvidenceView } from '../db/store.ts';
import type { Candidate, Source, TestScript, TrajectoryRow } from '../domain/records.ts';

/** What a vote is held over: last patches, last test scripts, and how many samples ended with each script. */
export interface Finals {
  readonly candidates: readonly Candidate[];
  readonly tests: readonly { readonly test: TestScript; readonly samples: number }[];
}

/**
 * The final candidates of an issue: those with a final source, of a sample or imported. Its final tests: for each
 * sample the last script of its editing trajectory, else of its testing trajectory (paper, section 3.3).
 */
export function finalsOf(view: EvidenceView, runId: number, instanceId: string): Finals {
  const byId = new Map(view.trajectories(runId, instanceId).map((row) => [row.id, row]));
  const candidates = view
    .candidates(runId, instanceId)
    .filter(({ sources }) => sources.some((source) => source.final));
  const scripts = view.testScripts(runId, instanceId);
  const editingSamples = new Set(scripts.flatMap((script) => finalSamples(script, 'editing', byId)));
  const tests = scripts.flatMap((test) => {
    const editing = finalSamples(test, 'editing', byId);
    const testing = finalSamples(test, 'testing', byId).filter((sample) => !editingSamples.has(sample));
    const samples = editing.length + testing.length;
    return samples > 0 ? [{ test, samples }] : [];
  });
  return { candidates, tests };
}

function finalSamples(
  { sources }: TestScript,
  role: string,
  byId: ReadonlyMap<number, TrajectoryRow>,
): number[] {
  return sources.flatMap((source: Source) => {
    const trajectory = source.trajectoryId === null ? undefined : byId.get(source.trajectoryId);
    return source.final && trajectory?.role === role ? [trajectory.sample] : [];
  });
}
