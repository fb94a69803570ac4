import { openStore } from '../../db/open-store.ts';
import { runIssues } from '../../pipeline/run-issues.ts';
import { tempFile } from '../unit/db/temp-store.ts';
import { type Answer, scriptedModel } from './scripted-model.ts';
import { ISSUE, STORY, scriptedRun } from './scripted-run.ts';

/** The file of a store with one finished run, `night`, of one issue. */
export async function finishedStore(answer: Answer = STORY): Promise<string> {
  const file = tempFile();
  const store = openStore(file);
  await runIssues([ISSUE], await scriptedRun({ store, model: scriptedModel(answer) }));
  store.close();
  return file;
}
