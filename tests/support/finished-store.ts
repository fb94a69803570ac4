import { openStore } from '../../db/open-store.ts';
import { runIssues } from '../../pipeline/run-issues.ts';
import { tempFile } from '../unit/db/temp-store.ts';
import { type Answer, callName, scriptedModel } from './scripted-model.ts';
import { ISSUE, STORY, scriptedRun } from './scripted-run.ts';

/**
 * The file of a store with one finished run, `night`, of one issue and two samples. Sample 1 begins when sample 0 has
 * its patch, so that candidate 1 and test 1 are always those of sample 0.
 */
export async function finishedStore(answer: Answer = STORY, dataset: string | null = null): Promise<string> {
  const file = tempFile();
  const store = openStore(file);
  let begin = () => {};
  const turnOfTheSecond = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const model = scriptedModel(async (request) => {
    if (callName(request) === 'testing/1/1') await turnOfTheSecond;
    if (callName(request) === 'editing/0/2') begin();
    return answer(request);
  });
  await runIssues([ISSUE], await scriptedRun({ store, model, dataset, settings: { grade: false } }));
  store.close();
  return file;
}
