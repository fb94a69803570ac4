import { expect, test } from 'vitest';
import { providerError } from '../../../agents/models/provider-failure.ts';
import { runIssues } from '../../../pipeline/run-issues.ts';
import { summarise } from '../../../pipeline/summary.ts';
import { progressPrinter } from '../../../scripts/progress.ts';
import { scriptedModel } from '../../support/scripted-model.ts';
import { INSTANCE, ISSUE, scriptedRun } from '../../support/scripted-run.ts';
import { tempStore } from '../db/temp-store.ts';

const WORDS = "This model's maximum context length is 8192 tokens.";

test('a conversation that the provider refuses for its length ends with context-limit, and its words are told once', async () => {
  const store = tempStore();
  const model = scriptedModel(() => {
    throw providerError(
      { provider: 'openai', model: 'one', apiKey: '' },
      { kind: 'refused', status: 400, code: 'context_length_exceeded', message: WORDS },
    );
  });
  const deps = await scriptedRun({ store, model, settings: { samples: 2 } });
  await runIssues([ISSUE], deps);
  expect(store.trajectories(deps.run.id, INSTANCE).map(({ ending }) => ending)).toEqual(
    Array(4).fill('context-limit'),
  );
  expect(summarise(store, deps.run)).toMatchObject([{ state: 'done', candidates: 0 }]);
  expect(deps.events.filter(({ kind }) => kind === 'too-long')).toHaveLength(4);

  const lines: string[] = [];
  deps.events.forEach(progressPrinter((line) => lines.push(line), false));
  expect(lines.filter((line) => line.includes(WORDS))).toEqual([
    expect.stringMatching(/Lower context\.tokenLimit .* contextLimitTokens/),
  ]);
});
