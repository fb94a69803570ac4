import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Store } from '../db/store.ts';
import { UsageError } from '../domain/errors.ts';
import type { OnChange } from '../pipeline/deps.ts';
import { runIssues } from '../pipeline/run-issues.ts';
import { runRegressionTest } from '../pipeline/run-regression-test.ts';
import type { Environment } from './compose.ts';
import type { Host } from './host.ts';
import { environmentOfModels } from './keys-file.ts';
import { refuseUnaskableModels } from './model-access.ts';
import { withPrices } from './model-settings.ts';
import { heldByOpen, higherLimits, type Stopped } from './money-stop.ts';
import { note, out, outJson } from './output.ts';
import { progressPrinter } from './progress.ts';
import { safeText } from './safe-text.ts';
import { withSession, withStore } from './session.ts';
import type { ModelOptions } from './settings-options.ts';
import { checkDelivery, type Delivered, deliver } from './solve/deliver.ts';
import { makeIssue } from './solve/make-issue.ts';
import { type PreparedSolve, prepareSolve, solveSettings } from './solve/prepare-solve.ts';
import { readSolution, type Solution } from './solve/solution.ts';
import { solutionText } from './solve/solution-text.ts';
import { solveStorePlace } from './solve/store-place.ts';
import { openUserRepository, type UserRepository } from './solve/user-repository.ts';

export interface SolveOptions extends ModelOptions {
  readonly repo: string;
  readonly issue: string;
  readonly image?: string;
  readonly dockerfile?: string;
  readonly root?: string;
  readonly sandbox?: 'docker' | 'process';
  readonly testCommand?: string;
  readonly testTimeout?: number;
  readonly language?: string;
  readonly runCommand?: string;
  readonly setup?: string;
  readonly keys?: string;
  readonly config?: string;
  readonly samples?: number;
  readonly turns?: number;
  readonly budget?: number;
  readonly timeout?: number;
  readonly apply: boolean;
  readonly branch?: string;
  readonly run?: string;
  readonly store?: string;
  readonly json: boolean;
  readonly onChange: OnChange;
  readonly unknownPrice: 'refuse' | 'allow';
  readonly record?: string;
  readonly verbose: boolean;
}

/** Solves one issue in the user's own repository, and shows the chosen patch; changes nothing there unless told to. */
export async function solveCommand(options: SolveOptions, host: Host): Promise<void> {
  if (options.apply && options.branch !== undefined)
    throw new UsageError('--apply and --branch are two ways to take the patch: choose one');
  const { environment } = host;
  const repository = await openUserRepository(options.repo, environment);
  sayWhatIsLeftOut(repository);
  await checkDelivery(repository, options);
  const models = await environmentOfModels(environment, {
    keys: options.keys,
    repository: repository.path,
    warn: note,
  });
  refuseUnusable(options, models);
  const issue = await makeIssue(repository, options, { environment, say: note });
  const place = options.store ?? solveStorePlace(environment);
  await withStore(place, host, async (store) => {
    const prepared = prepareSolve(store, issue, options);
    note(`run ${prepared.run.name}; stored in ${resolve(place)}`);
    const { interrupted, refusals } = await perform(store, prepared, options, { host, models });
    const solution = readSolution(store, prepared.run, prepared.issue);
    const delivered = await deliver(repository, solution, options);
    report(solution, delivered, { repository, options, place: resolve(place) });
    if (solution.state !== 'done') sayMoney({ store, run: prepared.run, refusals, place: resolve(place) });
    host.end(statusOf(solution, delivered, interrupted, options));
  });
}

/** Before an image is built; a run that is resumed may have its models from before. */
function refuseUnusable(options: SolveOptions, models: Environment): void {
  if (options.testCommand?.trim() === '')
    throw new UsageError('--test-command is empty: say what runs the tests, or leave it out');
  const settings = solveSettings(options);
  const isNamed = settings.models.default !== '';
  const isNew = !existsSync(options.store ?? solveStorePlace(models));
  if (isNamed || isNew) refuseUnaskableModels(withPrices(settings, options.unknownPrice), models);
}

function sayMoney(stopped: Stopped): void {
  const limits = higherLimits(stopped.refusals);
  if (limits !== null) note(`the money ran out; the same command goes on with ${limits}`);
  for (const line of heldByOpen(stopped)) note(line);
}

function sayWhatIsLeftOut({ head, dirty, path }: UserRepository): void {
  note(`${path} at ${head.slice(0, 12)}`);
  if (dirty.length === 0) return;
  const shown = dirty.slice(0, 10).join(', ');
  const more = dirty.length > 10 ? ` and ${dirty.length - 10} more` : '';
  note(`working from what is committed; left out, since it is not: ${shown}${more}`);
}

async function perform(
  store: Store,
  { run, issue, fill }: PreparedSolve,
  options: SolveOptions,
  { host, models }: { readonly host: Host; readonly models: Environment },
) {
  const session = {
    environment: host.environment,
    models,
    onChange: options.onChange,
    record: options.record ? { path: options.record, of: `run ${run.name}` } : null,
    strictTape: false,
    emit: progressPrinter(note, options.verbose),
    warn: note,
  };
  return withSession(store, run, session, async (deps) => {
    await fill();
    // Before any money is spent: an image that cannot run anything, or tests that fail already, are known then.
    await runRegressionTest(issue, [], deps);
    sayBaseOfTests(readSolution(store, run, issue));
    await runIssues([issue], deps);
  });
}

function sayBaseOfTests({ regression }: Solution): void {
  if (regression === null) note('no --test-command: nothing will show whether a candidate breaks what works');
  else if (regression.void === null)
    note('the existing tests pass on base: a candidate that breaks them comes last');
  else
    note(
      `the existing tests are no evidence: ${regression.void}; only the exit status of --test-command counts`,
    );
}

interface Shown {
  readonly repository: UserRepository;
  readonly options: SolveOptions;
  readonly place: string;
}

function report(solution: Solution, delivered: Delivered, { repository, options, place }: Shown): void {
  if (options.json) {
    const { path, head } = repository;
    outJson({ repository: path, commit: head, store: place, ...solution, delivered });
  } else {
    out(safeText(solutionText(solution, delivered, { place })));
  }
}

/** 2 where there is no patch to take, also where one was chosen that must not be taken unseen. */
function statusOf(solution: Solution, delivered: Delivered, interrupted: boolean, options: SolveOptions) {
  if (interrupted) return 130;
  if (solution.state !== 'done' || solution.patch === null) return 2;
  const wanted = options.apply || options.branch !== undefined;
  return wanted && delivered.kind === 'nothing' ? 2 : 0;
}
