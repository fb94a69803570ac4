import { basename } from 'node:path';
import { z } from 'zod';
import { type Issue, issueSchema } from '../../domain/issue.ts';
import type { DatasetRow } from './dataset/dataset-row.ts';
import { readDataset } from './dataset.ts';

/** A row that cannot be worked on; the others go on. */
export interface RowProblem {
  readonly file: string;
  readonly line: number;
  /** Column at fault; empty where the line as a whole is. */
  readonly field: string;
  /** Complete: file, line, field and what is wrong. */
  readonly message: string;
}

/**
 * The columns that an issue is made of. Everything else in a row, the answer above all, is dropped by not being
 * named here. The last four are ours, for instances of one's own:
 *
 * - `image_root`: absolute path of the work tree inside the image (default `/testbed`)
 * - `image_setup`: bash lines run before every command there
 * - `language`: decides the test scripts' file names and the default of `run_command` (default `python`)
 * - `run_command`: runs a test script from the work tree; `{script}` stands for its file
 */
const rowSchema = z.object({
  instance_id: z.string().min(1),
  repo: z.string().min(1),
  base_commit: issueSchema.shape.baseCommit,
  problem_statement: z.string().min(1),
  image: z.string(),
  image_root: z.string().startsWith('/', 'an absolute path').nullish(),
  image_setup: z.string().nullish(),
  language: z.string().min(1).nullish(),
  run_command: issueSchema.shape.runCommand.nullish(),
});

type Row = z.infer<typeof rowSchema>;

const RUN_COMMANDS: ReadonlyMap<string, string> = new Map([
  ['python', 'python3 {script}'],
  ['javascript', 'node {script}'],
]);

/** Images of the official layout keep the project's interpreter in a conda environment. */
const OFFICIAL_IMAGE = /(^|\/)swebench\/sweb\.eval\b/;
const OFFICIAL_SETUP = 'source /opt/miniconda3/bin/activate && conda activate testbed';

/**
 * Reads the issues of a SWE-bench data set file, in its order, with nothing of the answer. A bad row becomes a
 * problem. Throws a UsageError where the file as a whole cannot be read.
 */
export async function readIssues(path: string): Promise<{ issues: Issue[]; problems: RowProblem[] }> {
  const issues = new Map<string, Issue>();
  const problems: RowProblem[] = [];
  const report = (line: number, field: string, what: string) => {
    const place = [`${basename(path)}:${line}`, field].filter((part) => part !== '').join(': ');
    problems.push({ file: path, line, field, message: `${place}: ${what}` });
  };
  for (const row of await readDataset(path)) {
    const issue = toIssue(row, (field, what) => report(row.line, field, what));
    if (issue === null) continue;
    if (issues.has(issue.instanceId)) {
      report(row.line, 'instance_id', `${issue.instanceId} occurs twice; the first row is used`);
    } else {
      issues.set(issue.instanceId, issue);
    }
  }
  return { issues: [...issues.values()], problems };
}

function toIssue(row: DatasetRow, report: (field: string, what: string) => void): Issue | null {
  if (row.columns === null) {
    report('', row.problem ?? 'not a row');
    return null;
  }
  const parsed = rowSchema.safeParse(row.columns);
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) report(path.join('.'), message);
    return null;
  }
  const columns = parsed.data;
  const language = columns.language ?? 'python';
  const runCommand = columns.run_command ?? RUN_COMMANDS.get(language);
  if (runCommand === undefined) {
    report(
      'run_command',
      `no default for language ${language}; name the command, with {script} for the file`,
    );
    return null;
  }
  return issueSchema.parse({
    instanceId: columns.instance_id,
    repository: columns.repo,
    baseCommit: columns.base_commit,
    text: columns.problem_statement,
    image: {
      name: columns.image,
      root: columns.image_root ?? '/testbed',
      setup: columns.image_setup ?? defaultSetup(columns, language),
    },
    language,
    runCommand,
  });
}

function defaultSetup({ image }: Row, language: string): string {
  return language === 'python' && OFFICIAL_IMAGE.test(image) ? OFFICIAL_SETUP : '';
}
