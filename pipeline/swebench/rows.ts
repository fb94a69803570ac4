import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { z } from 'zod';
import { type Issue, issueSchema } from '../../domain/issue.ts';
import { findLanguage } from '../../domain/language.ts';
import { LANGUAGES } from '../../domain/language-table.ts';
import { answerProblem } from './answer-problem.ts';
import type { Columns, DatasetRow } from './dataset/dataset-row.ts';
import { folderOf } from './dataset/hub-folder.ts';
import { readDataset } from './dataset.ts';
import { officialImage } from './older-rows.ts';
import { repositoryOf } from './repositories.ts';

/** A row that cannot be worked on; the others go on. */
export interface RowProblem {
  /** Null where the row has none that can be read. */
  readonly instanceId: string | null;
  /** Line of a JSON Lines file, else number of the row; both count from 1. */
  readonly line: number;
  /** Column at fault; empty where the row as a whole is. */
  readonly field: string;
  /** Complete: file, line or row, field, and what is wrong. */
  readonly message: string;
  /** Whether the row could be worked on, and only its candidates not be graded. */
  readonly onlyGrading: boolean;
}

const text = z
  .string({ error: ({ input }) => (input == null ? 'missing; every row needs it' : 'not a text') })
  .min(1, 'empty; every row needs it');

/**
 * The columns that an issue is made of. Everything else in a row, the answer above all, is dropped by not being
 * named here. `repo` may be the path of a git repository, relative to the data set's folder where it begins with a
 * dot. The last four are ours, for instances of one's own:
 *
 * - `image_root`: absolute path of the work tree inside the image (default `/testbed`)
 * - `image_setup`: bash lines run before every command there
 * - `language`: decides the test scripts' file names and the default of `run_command` (default: that of a known
 *   repository, else `python`)
 * - `run_command`: runs a test script from the work tree; `{script}` stands for its file
 */
const rowSchema = z.object({
  instance_id: text,
  repo: text,
  base_commit: text.pipe(issueSchema.shape.baseCommit),
  problem_statement: text,
  image: z.string('not a text').nullish(),
  image_root: z.string().startsWith('/', 'an absolute path').nullish(),
  image_setup: z.string('not a text').nullish(),
  language: z.string('not a text').min(1).nullish(),
  run_command: z.string('not a text').includes('{script}', '{script} has to stand for the file').nullish(),
});

type Row = z.infer<typeof rowSchema>;

const RELATIVE_PATH = /^\.{1,2}(\/|$)/;

/** Images of the official layout, their mirrors and local builds keep the interpreter in a conda environment. */
const OFFICIAL_IMAGE = /(^|\/)(sweb|swe-bench)\.eval\./;
const OFFICIAL_SETUP = 'source /opt/miniconda3/bin/activate && conda activate testbed';

/**
 * Reads the issues of a SWE-bench data set (`place`: as `readDataset` takes it), in its order, with nothing of the
 * answer. A bad row becomes a problem; with `graded`, so does one whose hidden tests could not be run in the end.
 * Throws a UsageError where the data set as a whole cannot be read.
 */
export async function readIssues(
  place: string,
  { graded }: { readonly graded: boolean } = { graded: true },
): Promise<{ issues: Issue[]; problems: RowProblem[] }> {
  const issues = new Map<string, Issue>();
  const problems: RowProblem[] = [];
  const folder = await folderOf(place);
  for (const row of await readDataset(place)) {
    const report = (field: string, what: string, onlyGrading = false) => {
      const message = [row.place, field, what].filter((part) => part !== '').join(': ');
      problems.push({ instanceId: idOf(row), line: row.line, field, message, onlyGrading });
    };
    const issue = toIssue(row, folder, report);
    if (issue === null) continue;
    if (issues.has(issue.instanceId)) {
      report('instance_id', `${issue.instanceId} occurs twice; the first row is used`);
      continue;
    }
    const fault = graded && row.columns ? answerProblem(row.columns) : null;
    if (fault) report(fault.field, fault.message, true);
    else issues.set(issue.instanceId, issue);
  }
  return { issues: [...issues.values()], problems };
}

function idOf({ columns }: DatasetRow): string | null {
  return typeof columns?.instance_id === 'string' ? columns.instance_id : null;
}

function toIssue(
  row: DatasetRow,
  folder: string,
  report: (field: string, what: string) => void,
): Issue | null {
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
  const language = columns.language ?? repositoryOf(columns.repo)?.language ?? 'python';
  const runCommand = columns.run_command ?? findLanguage(language)?.runCommand;
  if (runCommand === undefined) {
    const known = LANGUAGES.map(({ name }) => name).join(', ');
    report('language', `${language} is unknown; name run_command too, or one of ${known}`);
    return null;
  }
  const image = columns.image ?? defaultImage(columns, row.columns);
  return issueSchema.parse({
    instanceId: columns.instance_id,
    repository: RELATIVE_PATH.test(columns.repo) ? resolve(folder, columns.repo) : columns.repo,
    baseCommit: columns.base_commit,
    text: columns.problem_statement,
    image: {
      name: image,
      root: columns.image_root ?? '/testbed',
      setup: columns.image_setup ?? defaultSetup(image, language),
    },
    language,
    runCommand,
  });
}

/**
 * Rows of the older generation have no `image`: theirs is the official one. A row that says how its image is made has
 * one that no registry knows; a repository that is a folder needs none in process sandboxes.
 */
function defaultImage({ instance_id: id, repo, base_commit: commit }: Row, all: Columns): string {
  const recipe = [all.dockerfile, all.image_recipe].filter((column) => column != null);
  if (recipe.length > 0) {
    const hash = createHash('sha256').update(JSON.stringify([id, commit, ...recipe]));
    return `troop-built/own:${hash.digest('hex').slice(0, 16)}`;
  }
  return /^[./]/.test(repo) ? '' : officialImage(id);
}

function defaultSetup(image: string, language: string): string {
  return findLanguage(language)?.name === 'python' && OFFICIAL_IMAGE.test(image) ? OFFICIAL_SETUP : '';
}
