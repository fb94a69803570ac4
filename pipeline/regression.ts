import type { EvidenceView } from '../db/store.ts';
import type { Config } from '../domain/config.ts';
import type { Execution, RankedCandidate, RegressionFinding, TestScript } from '../domain/records.ts';
import { gridOf } from './grid.ts';

/** Source of a test script that is the command which runs the repository's own tests. */
export const REGRESSION_ORIGIN = 'regression';

/**
 * What the repository's own tests say of the candidates; null where no command runs them. A candidate has regressed
 * if they pass on base and do not pass on it; a flaky one is given the benefit of the doubt.
 */
export function findRegressions(
  view: Pick<EvidenceView, 'testScripts' | 'executions'>,
  runId: number,
  instanceId: string,
  { command, timeoutMs }: Config['regression'],
): RegressionFinding | null {
  if (command === null) return null;
  const test = view.testScripts(runId, instanceId).find((script) => isRegressionTest(script, command));
  if (!test) return null;
  const grid = gridOf(view, runId, instanceId, timeoutMs);
  const nothing = baseProblem(grid.execution(test.id, null));
  const ids = new Set(view.executions(runId, instanceId).flatMap(({ candidateId }) => candidateId ?? []));
  const regressed = [...ids].sort((a, b) => a - b).filter((id) => isBroken(grid.execution(test.id, id)));
  return { testScriptId: test.id, void: nothing, regressed: nothing === null ? regressed : [] };
}

function isRegressionTest({ text, sources }: TestScript, command: string): boolean {
  return text === command && sources.some(({ origin }) => origin === REGRESSION_ORIGIN);
}

function isBroken(execution: Execution | undefined): boolean {
  return execution !== undefined && execution.outcome !== 'pass' && execution.outcome !== 'flaky';
}

/** Why the evidence is void: only tests that pass on base can show that a candidate breaks something. */
function baseProblem(base: Execution | undefined): string | null {
  if (base === undefined) return 'they have not run on base';
  if (base.outcome === 'pass') return null;
  if (base.outcome === 'flaky') return 'they pass only sometimes on base';
  if (base.outcome === 'timeout') return `they do not end on base within ${base.timeoutMs / 1000} s`;
  if (base.exitCode === null) return `they do not end by themselves on base: ${base.reason ?? 'killed'}`;
  return `they fail on base already, with status ${base.exitCode}${lastLine(base.output)}`;
}

const QUOTED_CHARS = 160;

/** A command that could not even start says why in its last line. */
function lastLine(output: string): string {
  const line = output.trimEnd().split('\n').at(-1)?.trim() ?? '';
  return line === '' ? '' : `: ${line.length > QUOTED_CHARS ? `${line.slice(0, QUOTED_CHARS)}...` : line}`;
}

/** Candidates without a regression first; otherwise the order stays. */
export function behindTheSound(
  ranking: readonly RankedCandidate[],
  finding: RegressionFinding | null,
): RankedCandidate[] {
  const regressed = new Set(finding?.regressed);
  const has = ({ candidateId }: RankedCandidate) => regressed.has(candidateId);
  return [...ranking.filter((line) => !has(line)), ...ranking.filter(has)];
}

/** The candidates that are worth telling apart: those without a regression, or all where each has one. */
export function soundOf(
  ranking: readonly RankedCandidate[],
  finding: RegressionFinding | null,
): readonly RankedCandidate[] {
  const regressed = new Set(finding?.regressed);
  const sound = ranking.filter(({ candidateId }) => !regressed.has(candidateId));
  return sound.length > 0 ? sound : ranking;
}
