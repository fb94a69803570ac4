import { editingAgent } from '../agents/editing.ts';
import { testingAgent } from '../agents/testing.ts';
import { type Issue, repositoryName } from '../domain/issue.ts';
import { languageOf, scriptNameOf } from '../domain/language.ts';
import type { FilePart } from '../domain/message.ts';
import type { WorkItem } from '../domain/records.ts';
import type { Deps } from './deps.ts';
import { play } from './play.ts';

/** What all samples of an issue share. */
export interface SampleContext {
  readonly files: readonly FilePart[];
  /** All tracked paths, so that a new file cannot fall on an old one. */
  readonly paths: readonly string[];
}

/** One independent try: a test script that shows the bug, then an edit seeded with it (paper, section 3.2). */
export async function drawSample(
  issue: Issue,
  item: WorkItem,
  context: SampleContext,
  deps: Deps,
): Promise<void> {
  const { feedbackChars, newFiles, edit } = deps.config;
  const { sample } = item;
  const shared = {
    issueText: issue.text,
    repository: repositoryName(issue),
    language: languageOf(issue.language).name,
    scriptName: scriptNameOf(issue.language),
    command: issue.runCommand,
    timeoutMs: deps.config.execution.timeoutMs,
    feedbackChars,
  };
  const frozen = editingHasBegun(item, deps);
  const testing = await play(
    { issue, item, role: 'testing', sample, agent: testingAgent, input: shared, frozen },
    deps,
  );
  if (!edit) return;
  const { files, paths } = context;
  const input = { ...shared, files, paths, newFiles, testScript: testing.state.result.testScript };
  await play({ issue, item, role: 'editing', sample, agent: editingAgent, input }, deps);
}

/** Once the editing trajectory has been seeded with a test, that test stays what it is. */
function editingHasBegun(item: WorkItem, { store }: Deps): boolean {
  const rows = store.trajectories(item.runId, item.instanceId);
  const editing = rows.find((row) => row.workItemId === item.id && row.role === 'editing');
  return editing !== undefined && store.steps(editing.id).length > 0;
}
