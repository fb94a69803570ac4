import { evidenceView } from '../db/evidence-view.ts';
import { MachineryError } from '../domain/errors.ts';
import type { Issue } from '../domain/issue.ts';
import type { Selection, WorkItem } from '../domain/records.ts';
import type { Repository } from '../domain/repository.ts';
import { chooseContext, contextParts } from './context.ts';
import { type Deps, type GradingDeps, StoppedError } from './deps.ts';
import { fillGrid } from './execute.ts';
import { finalsOf } from './finals.ts';
import { gradePatch } from './grade.ts';
import { raisedLimit } from './raised-limit.ts';
import { runRegressionTest } from './run-regression-test.ts';
import { drawSample } from './sample.ts';
import { chooseCandidate } from './select.ts';
import { settleAll } from './settle-all.ts';
import { stageInputs } from './stage-inputs.ts';
import { holdVote } from './vote.ts';
import { doOnce } from './work.ts';

/**
 * One issue from its text to its graded patch. Each stage reads rows of earlier stages, does one thing and appends
 * rows; what is done already is not done again. Ends early, unfinished, where machinery failed.
 */
export async function solveIssue(issue: Issue, deps: GradingDeps): Promise<void> {
  const { store, run, config, emit } = deps;
  const { instanceId } = issue;
  const view = evidenceView(store);
  const repository = opened(issue, deps);
  const stage = (name: WorkItem['stage'], note: string) => {
    if (deps.stopping.aborted) throw new StoppedError('the run is being stopped');
    emit({ kind: 'stage', instanceId, stage: name, note });
  };

  if (config.edit) {
    stage('context', config.context.mode);
    const work = { instanceId, stage: 'context', sample: 0, inputs: '' } as const;
    const done = await doOnce(work, deps, async (item) =>
      chooseContext(issue, await repository(), item, deps),
    );
    if (!done) return;
  }

  stage('sample', `${config.samples} samples`);
  const samples = await drawSamples(issue, repository, deps);
  if (samples.length > 0 && samples.every((item) => item === null)) return;
  const finals = finalsOf(view, run.id, instanceId);

  stage('execute', `${finals.tests.length} tests x ${finals.candidates.length} candidates and base`);
  const { gridTimeoutMs: timeoutMs } = config.execution;
  const inputs = stageInputs(finals, config);
  const executed = await doOnce(
    { instanceId, stage: 'execute', sample: 0, inputs: inputs.execute },
    deps,
    async () => {
      await fillGrid(issue, finals, deps);
      await runRegressionTest(issue, finals.candidates, deps);
    },
  );
  if (!executed) return;

  const { voteRule: rule, regression } = config;
  stage('vote', rule);
  const voted = await decide('vote', inputs.vote, deps, issue, () =>
    Promise.resolve({
      rule,
      ...holdVote({ rule, runId: run.id, instanceId, finals, timeoutMs, regression }, view),
    }),
  );
  if (!voted) return;

  stage('select', config.selectBy);
  const chosen =
    config.selectBy === 'vote'
      ? voted
      : await decide('select', inputs.select, deps, issue, async (item) => ({
          rule: voted.rule,
          ...(await chooseCandidate({ issue, repository: await repository(), item, finals, voted }, deps)),
        }));
  if (!chosen || !config.grade || run.dataset === null) return;

  const candidate = finals.candidates.find(({ id }) => id === chosen.candidateId);
  if (!candidate) return;
  stage('grade', `candidate ${candidate.id}`);
  await doOnce({ instanceId, stage: 'grade', sample: 0, inputs: String(candidate.id) }, deps, async () => {
    const graded = { candidateId: candidate.id, patch: candidate.patch };
    const { verdict, infrastructure } = await gradePatch(issue, graded, deps);
    // A patch that does not apply or runs out of time is errored too, and would be so again.
    if (verdict === 'errored' && infrastructure !== null)
      throw new MachineryError(`no grade: ${infrastructure}`, { transient: true });
  });
}

/** Votes or selects once, and reads the row back where it was done before. */
async function decide(
  kind: 'vote' | 'select',
  inputs: string,
  deps: Deps,
  { instanceId }: Issue,
  choose: (item: WorkItem) => Promise<Pick<Selection, 'rule' | 'candidateId' | 'details'>>,
): Promise<Selection | null> {
  const { store, run } = deps;
  const item = await doOnce({ instanceId, stage: kind, sample: 0, inputs }, deps, async (open) => {
    store.putSelection(open, { kind: kind === 'vote' ? 'vote' : 'agent', ...(await choose(open)) });
  });
  if (!item) return null;
  return store.selections(run.id, instanceId).find((selection) => selection.workItemId === item.id) ?? null;
}

async function drawSamples(
  issue: Issue,
  repository: () => Promise<Repository>,
  deps: Deps,
): Promise<(WorkItem | null)[]> {
  const { store, run, config } = deps;
  const shared = once(async () => {
    const files = store.context(run.id, issue.instanceId)?.files ?? [];
    const paths = config.edit ? (await (await repository()).list()).map((file) => file.path) : [];
    return { files: await contextParts(files, await repository()), paths };
  });
  return settleAll(
    Array.from({ length: config.samples }, (_, sample) => {
      const reopen = (item: WorkItem) => raisedLimit(item, deps);
      const work = { instanceId: issue.instanceId, stage: 'sample', sample, inputs: '', reopen } as const;
      return doOnce(work, deps, async (item) => drawSample(issue, item, await shared(), deps));
    }),
  );
}

function opened(issue: Issue, { engine, signal }: Deps): () => Promise<Repository> {
  return once(() => engine.openRepository(issue, signal));
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
