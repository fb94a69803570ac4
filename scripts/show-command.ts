import Table from 'cli-table3';
import type { StoreReader } from '../db/store.ts';
import { UsageError } from '../domain/errors.ts';
import type { ImportDetails, RegressionFinding, Run, Source } from '../domain/records.ts';
import { finalsOf } from '../pipeline/finals.ts';
import { gridOf } from '../pipeline/grid.ts';
import { findRegressions } from '../pipeline/regression.ts';
import { standingGrade } from '../pipeline/standing-grade.ts';
import { summarise } from '../pipeline/summary.ts';
import { findRun } from './find-run.ts';
import type { Host } from './host.ts';
import { out, outJson } from './output.ts';
import { gradeText } from './reports/grade-counts.ts';
import { runTable } from './reports/run-table.ts';
import { trajectoryText } from './reports/trajectory-text.ts';
import { safeText } from './safe-text.ts';
import { withReader } from './session.ts';

interface ShowOptions {
  readonly store: string;
  readonly json: boolean;
  readonly run?: string;
  readonly candidate?: number;
  readonly test?: number;
  readonly trajectory?: number;
  readonly selections: boolean;
}

/** Prints one thing of a run; what models, repositories and tests wrote is made safe for a terminal. */
export async function showCommand(
  instance: string | undefined,
  options: ShowOptions,
  host: Host,
): Promise<void> {
  await withReader(options.store, host, (store) => {
    const run = findRun(store, options.run);
    const shown = pick(store, run, instance, options);
    if (options.json) outJson(shown.value);
    else out(safeText(shown.text()));
  });
}

interface Shown {
  readonly value: unknown;
  text(): string;
}

function pick(store: StoreReader, run: Run, instance: string | undefined, options: ShowOptions): Shown {
  if (instance === undefined) {
    if (options.candidate ?? options.test ?? options.trajectory) {
      throw new UsageError('say of which instance: troop show INSTANCE --candidate ID');
    }
    const issues = summarise(store, run);
    return { value: issues, text: () => runTable(issues) };
  }
  if (!store.issues(run.id).some(({ instanceId }) => instanceId === instance)) {
    throw new UsageError(`run ${run.name} has no instance ${instance}; troop show lists them`);
  }
  if (options.candidate !== undefined) return showCandidate(store, run, instance, options.candidate);
  if (options.test !== undefined) return showTest(store, run, instance, options.test);
  if (options.trajectory !== undefined) return showTrajectory(store, run, instance, options.trajectory);
  if (options.selections) return showSelections(store, run, instance);
  return showIssue(store, run, instance);
}

function showIssue(store: StoreReader, run: Run, instance: string): Shown {
  const issue = store.issues(run.id).find(({ instanceId }) => instanceId === instance);
  const summary = summarise(store, run).find((row) => row.instance === instance);
  const context = store.context(run.id, instance);
  const finals = finalsOf(store, run.id, instance);
  const trajectories = store.trajectories(run.id, instance);
  const grades = store.grades(run.id).filter((grade) => grade.instanceId === instance);
  const grid = gridOf(store, run.id, instance, run.config.execution.gridTimeoutMs);
  const tests = finals.tests.map(({ test }) => test.id);
  const rows = [null, ...finals.candidates.map(({ id }) => id)].map((id) => {
    const grade = standingGrade(grades, instance, id);
    return {
      candidate: id ?? 'base',
      grade: grade?.verdict ?? null,
      suspect: grade?.suspect ?? null,
      infrastructure: grade?.infrastructure ?? null,
      outcomes: tests.map((test) => grid.execution(test, id)?.outcome ?? null),
    };
  });
  const regression = findRegressions(store, run.id, instance, run.config.regression);
  const value = { summary, issue, context, trajectories, tests, grid: rows, regression, grades };
  return {
    value,
    text: () => {
      const table = new Table({
        head: ['', ...tests.map((test) => `test ${test}`), 'grade'],
        style: { head: [], border: [], compact: true },
      });
      for (const row of rows)
        table.push([row.candidate, ...row.outcomes.map((outcome) => outcome ?? '-'), gradeText(row)]);
      const samples = trajectories
        .filter(({ role }) => role !== 'relevance' && role !== 'ranking')
        .map(
          ({ id, role, sample, attempt, ending, slips, model }) =>
            `  trajectory ${id}: ${role} ${sample}, attempt ${attempt}, ${ending ?? 'open'}, ${slips} slips, ${model}`,
        );
      return [
        `${instance} (${issue?.repository} at ${issue?.baseCommit.slice(0, 12)})`,
        issue?.text ?? '',
        `context (${context?.mode ?? 'none'}): ${context?.files.map((file) => `${file.path} (${file.tokens} tokens)`).join(', ') ?? ''}`,
        table.toString(),
        ...(regression ? [regressionText(regression)] : []),
        ...samples,
        `chosen: ${summary?.chosenId === null ? 'no patch' : `candidate ${summary?.chosenId}`}${summary?.fallback ? ` (${summary.fallback})` : ''}`,
        summary?.chosen ?? '',
        ...(summary?.errors ?? []),
      ].join('\n');
    },
  };
}

function showCandidate(store: StoreReader, run: Run, instance: string, id: number): Shown {
  const candidate = store.candidates(run.id, instance).find((row) => row.id === id);
  if (!candidate) throw new UsageError(`${instance} has no candidate ${id}`);
  const executions = store.executions(run.id, instance).filter(({ candidateId }) => candidateId === id);
  const grades = store
    .grades(run.id)
    .filter(({ instanceId, candidateId }) => instanceId === instance && candidateId === id);
  return {
    value: { ...candidate, executions, grades },
    text: () =>
      [
        `candidate ${id}`,
        ...candidate.sources.map(sourceText),
        candidate.patch,
        ...executions.map(
          ({ testScriptId, outcome, exitCode, seconds }) =>
            `test ${testScriptId}: ${outcome}, exit ${exitCode}, ${seconds.toFixed(2)} s`,
        ),
        ...grades.map(({ harness, verdict, suspect, infrastructure }) =>
          [`graded by ${harness}: ${verdict}`, ...(suspect ?? []), infrastructure ?? ''].join('\n  ').trim(),
        ),
      ].join('\n'),
  };
}

function showTest(store: StoreReader, run: Run, instance: string, id: number): Shown {
  const test = store.testScripts(run.id, instance).find((row) => row.id === id);
  if (!test) throw new UsageError(`${instance} has no test script ${id}`);
  const executions = store.executions(run.id, instance).filter(({ testScriptId }) => testScriptId === id);
  return {
    value: { ...test, executions },
    text: () =>
      [
        `test script ${id}`,
        ...test.sources.map(sourceText),
        test.text,
        ...executions.flatMap(({ candidateId, outcome, exitCode, output }) => [
          `--- on ${candidateId === null ? 'base' : `candidate ${candidateId}`}: ${outcome}, exit ${exitCode}`,
          output,
        ]),
      ].join('\n'),
  };
}

function showTrajectory(store: StoreReader, run: Run, instance: string, id: number): Shown {
  const trajectory = store.trajectories(run.id, instance).find((row) => row.id === id);
  if (!trajectory) throw new UsageError(`${instance} has no trajectory ${id}`);
  const steps = store.steps(id);
  return { value: { ...trajectory, steps }, text: () => trajectoryText(trajectory, steps) };
}

function showSelections(store: StoreReader, run: Run, instance: string): Shown {
  const selections = store.selections(run.id, instance);
  return {
    value: selections,
    text: () =>
      selections
        .map(({ id, kind, rule, candidateId, details }) => {
          const ranking = details.ranking
            .map((row) => `candidate ${row.candidateId}: ${row.votes} votes`)
            .join(', ');
          const chosen = candidateId === null ? 'no patch' : `candidate ${candidateId}`;
          const by = details.trajectoryId === undefined ? '' : `, trajectory ${details.trajectoryId}`;
          return `${id}. ${kind} (${rule}): ${chosen}${by}\n   ${ranking}\n   tests that voted: ${details.votingTests.join(', ')}${details.regression ? `\n   ${regressionText(details.regression)}` : ''}${details.fallback ? `\n   ${details.fallback}` : ''}${details.reason ? `\n   reason: ${details.reason}` : ''}`;
        })
        .join('\n'),
  };
}

function regressionText({ testScriptId, void: nothing, regressed }: RegressionFinding): string {
  const head = `existing tests (test ${testScriptId})`;
  if (nothing !== null) return `${head}: no evidence, ${nothing}`;
  if (regressed.length === 0) return `${head}: pass on base and on every candidate`;
  return `${head}: pass on base, broken by ${regressed.map((id) => `candidate ${id}`).join(', ')}`;
}

function sourceText({ origin, sample, turn, final, details }: Source): string {
  const where = sample === null ? origin : `sample ${sample}, turn ${turn}`;
  return `  from ${where}${details ? ` (${importText(details)})` : ''}${final ? ', final' : ''}`;
}

/** What a trajectory of another agent said of itself; what it left out is left out. */
function importText({ agent, turns, costUsd, exitStatus }: ImportDetails): string {
  const parts = [
    agent,
    ...(turns === null ? [] : [`${turns} turns`]),
    ...(costUsd === null ? [] : [`${costUsd.toFixed(2)} USD`]),
    ...(exitStatus === null ? [] : [exitStatus]),
  ];
  return parts.join(', ');
}
