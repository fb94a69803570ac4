import type { EvidenceView } from './store.ts';

/** The store as selection, stop rules and allocation get it: grades and reviews cannot be reached through it. */
export function evidenceView(store: EvidenceView): EvidenceView {
  return Object.freeze({
    candidates: store.candidates,
    testScripts: store.testScripts,
    executions: store.executions,
    selections: store.selections,
    trajectories: store.trajectories,
  });
}
