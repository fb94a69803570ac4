import { z } from 'zod';

/** Where an instance's repository lies in its image, and what a command there needs before it runs. */
export const imageSchema = z.strictObject({
  /**
   * The engine's reference of the image; the process sandbox has none and ignores it. Cells may run in one that the
   * engine has put in its place: built from the row's recipe, or derived, without later history.
   */
  name: z.string(),
  /** Absolute path of the repository's work tree inside the image. */
  root: z.string().default('/testbed'),
  /** Bash lines run before every command, such as the activation of an environment; eval scripts bring their own. */
  setup: z.string().default(''),
});

/**
 * All that agents, votes and selection may know of a task. Closed on purpose: no gold patch, hint, date or
 * test name can be added without this schema, and the test that guards it, changing.
 */
export const issueSchema = z.strictObject({
  instanceId: z.string().min(1),
  /** `owner/name` of a benchmark's repository, or the path of a git repository on this machine. */
  repository: z.string().min(1),
  /** Full id of the commit that is patched. */
  baseCommit: z.string().regex(/^[0-9a-f]{40}$/, 'a full 40-digit commit id'),
  text: z.string().min(1),
  image: imageSchema,
  /** Decides the test script's file name; `python` and `javascript` are the best tried. */
  language: z.string().min(1),
  /** Runs a test script from the repository's root; `{script}` stands for the script's file name. */
  runCommand: z.string().includes('{script}'),
});

export type Image = z.infer<typeof imageSchema>;
export type Issue = z.infer<typeof issueSchema>;

/** The repository as prompts name it: the folder's name of one that lies on this machine, wherever it lies. */
export function repositoryName({ repository }: Pick<Issue, 'repository'>): string {
  const isPath = /^(?:[/\\.~]|[A-Za-z]:[\\/])/.test(repository);
  return isPath ? (repository.split(/[/\\]/).findLast((part) => part !== '') ?? repository) : repository;
}
