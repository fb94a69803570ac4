import type { EvidenceView } from '../db/store.ts';
import type { Candidate, Source, TestScript, TrajectoryRow } from '../domain/records.ts';

/** What a vote is held over: last patches, last test scripts, and how many samples ended with each script. */
export interface Finals {
  readonly candidates: readonly Candidate[];
  readonly tests: readonly { readonly test: TestScript; readonly samples: number }[];
}

/**
 * The final candidates of an issue: those with a final source, of a sample or imported. Its final tests: for each
 * sample the last script of its editing trajectory, else of its testing trajectory (paper, section 3.3). Both in the
 * order of samples, imports last, so that a tie does not depend on which sample was faster.
 */
export function finalsOf(view: EvidenceView, runId: number, instanceId: string): Finals {
  const byId = new Map(view.trajectories(runId, instanceId).map((row) => [row.id, row]));
  const candidates = view
    .candidates(runId, instanceId)
    .filter(({ sources }) => sources.some((source) => source.final))
    .sort((a, b) => firstSample(a) - firstSample(b) || a.id - b.id);
  const scripts = view.testScripts(runId, instanceId);
  const editingSamples = new Set(scripts.flatMap((script) => finalSamples(script, 'editing', byId)));
  const tests = scripts.flatMap((test) => {
    const editing = finalSamples(test, 'editing', byId);
    const testing = finalSamples(test, 'testing', byId).filter((sample) => !editingSamples.has(sample));
    const samples = editing.length + testing.length;
    return samples > 0 ? [{ test, samples }] : [];
  });
  tests.sort((a, b) => firstSample(a.test) - firstSample(b.test) || a.test.id - b.test.id);
  return { candidates, tests };
}

function firstSample({ sources }: Candidate | TestScript): number {
  const samples = sources.flatMap(({ final, sample }) => (final && sample !== null ? [sample] : []));
  return Math.min(Number.MAX_SAFE_INTEGER, ...samples);
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
