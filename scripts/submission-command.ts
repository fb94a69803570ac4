import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { StoreReader } from '../db/store.ts';
import { UsageError } from '../domain/errors.ts';
import type { Issue } from '../domain/issue.ts';
import { maskSecrets } from '../domain/mask-secrets.ts';
import type { Run } from '../domain/records.ts';
import { type Chosen, exportPredictions, renderPredictions } from '../pipeline/export-predictions.ts';
import type { Recorded } from '../pipeline/submission/answer-evidence.ts';
import { gradeFiles } from '../pipeline/submission/grade-files.ts';
import { issueTrajectories } from '../pipeline/submission/issue-trajectories.ts';
import { selectionRecord } from '../pipeline/submission/selection-record.ts';
import { trace } from '../pipeline/submission/trace.ts';
import type { ExportOptions } from './export-command.ts';
import type { Host } from './host.ts';
import { note, outJson } from './output.ts';
import { metadata } from './submission/metadata.ts';
import { readme, type Submitted } from './submission/readme.ts';
import { withoutMachine } from './submission/without-machine.ts';

interface Submission {
  readonly store: StoreReader;
  readonly run: Run;
  readonly chosen: readonly Chosen[];
  readonly options: ExportOptions;
  readonly host: Host;
}

/**
 * Writes the folder that the leaderboard asks for. The folder must be new or empty: a draft that somebody has filled
 * in is not written over.
 */
export function writeSubmission({ store, run, chosen, options, host }: Submission): void {
  const folder = newFolder(options.out);
  const predictions = exportPredictions(chosen, options.name);
  const issues = new Map(store.issues(run.id).map((issue) => [issue.instanceId, issue]));
  const clean = withoutMachine({
    environment: host.environment,
    store: options.store,
    run,
    issues: [...issues.values()],
  });
  const write = (path: string, text: string) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    // Two instances whose names make the same path must not become one.
    writeFileSync(file, text, { flag: 'wx' });
  };
  const models = new Set<string>();
  const submitted = chosen.map((one, place): Submitted => {
    const recorded = { store, run, issue: issueOf(issues, one.instanceId), chosen: one };
    const patch = predictions[place]?.model_patch ?? '';
    return writeInstance(recorded, { patch, clean, write, models });
  });
  write('all_preds.jsonl', renderPredictions(predictions, 'jsonl'));
  write('metadata.yaml', metadata({ name: options.name, models: [...models].sort() }));
  const text = readme({ name: options.name, config: run.config, models: [...models].sort(), submitted });
  write('README.md', clean(text));
  note(
    `submission of ${submitted.length} instances written to ${folder}; metadata.yaml is a draft to fill in`,
  );
  if (options.json) outJson(counted(folder, submitted));
}

function counted(folder: string, submitted: readonly Submitted[]) {
  const count = (holds: (one: Submitted) => boolean) => submitted.filter(holds).length;
  return {
    folder,
    instances: submitted.length,
    patched: count(({ record }) => record.chosen !== null && record.chosen.candidate_id !== null),
    graded: count(({ grade }) => grade !== null),
    resolved: count(({ grade }) => grade?.resolved === true),
    selectedBeforeGrading: count(({ record }) => record.answer.selected_before_grading),
  };
}

interface Writing {
  readonly patch: string;
  readonly clean: (text: string) => string;
  readonly write: (path: string, text: string) => void;
  /** Collects the names of the models that answered. */
  readonly models: Set<string>;
}

function writeInstance(recorded: Recorded, { patch, clean, write, models }: Writing): Submitted {
  const name = fileName(recorded.issue.instanceId);
  const record = selectionRecord(recorded);
  const story = issueTrajectories(recorded);
  for (const { messages } of story.trajectories)
    for (const { reply } of messages) if (reply) models.add(reply.model);
  for (const { sources } of record.candidates)
    for (const { imported } of sources) if (imported) models.add(imported.model);
  write(`selections/${name}.json`, clean(json(record)));
  write(`trajs/${name}.json`, clean(json(story)));
  write(`trajs/${name}.md`, clean(maskSecrets(trace(story, record))));
  const grade = gradeFiles(recorded);
  if (!grade) return { record, grade };
  write(`logs/${name}/patch.diff`, patch);
  write(`logs/${name}/report.json`, clean(json(grade.report)));
  write(`logs/${name}/test_output.txt`, clean(maskSecrets(grade.log)));
  return { record, grade };
}

function newFolder(folder: string | undefined): string {
  if (folder === undefined) throw new UsageError('--format submission needs a folder: --out DIR');
  mkdirSync(folder, { recursive: true });
  if (readdirSync(folder).length > 0) {
    throw new UsageError(`--out ${folder} is not empty; a submission is written to a new folder`);
  }
  return folder;
}

function issueOf(issues: ReadonlyMap<string, Issue>, instanceId: string): Issue {
  const issue = issues.get(instanceId);
  if (!issue) throw new UsageError(`the run has no instance ${instanceId}`);
  return issue;
}

/** As the official command makes a folder's name from a model's. */
function fileName(instanceId: string): string {
  const name = instanceId.replaceAll(/[/\\]/g, '__');
  if (/^\.{0,2}$/.test(name))
    throw new UsageError(`instance ${JSON.stringify(instanceId)} cannot name a file`);
  return name;
}

/** Secrets are taken out of each text before it is one of JSON, where a newline is two letters. */
function json(value: unknown): string {
  const masked = (_: string, one: unknown) => (typeof one === 'string' ? maskSecrets(one) : one);
  return `${JSON.stringify(value, masked, 2)}\n`;
}
