import type { z } from 'zod';
import { packText } from '../../db/packed-text.ts';
import type { Store } from '../../db/store.ts';
import { configSchema } from '../../domain/config.ts';
import { renderEdit } from '../../domain/edit.ts';
import type { Issue } from '../../domain/issue.ts';
import type { Model } from '../../domain/model.ts';
import type { Run } from '../../domain/records.ts';
import { billed } from '../../pipeline/billed.ts';

import type { GradingDeps, RunEvent } from '../../pipeline/deps.ts';
import { promptBounds } from '../../pipeline/largest-cost.ts';
import { runBudget } from '../../pipeline/run-budget.ts';
import { type ScriptedEngine, scriptedEngine } from './scripted-engine.ts';
import type { Answer } from './scripted-model.ts';

export const INSTANCE = 'octo__calc-1';

export const FILES = { 'lib/a.js': 'const word = "old";\n', 'lib/b.js': 'exports.b = 2;\n' };

export const ISSUE: Issue = {
  instanceId: INSTANCE,
  repository: 'octo/calc',
  baseCommit: 'a'.repeat(40),
  text: 'The word of lib/a.js is old.',
  image: { name: '', root: '/testbed', setup: '' },
  language: 'javascript',
  runCommand: 'node {script}',
};

/** One USD per token, so that costs can be counted on fingers. */
const PRICE = { input: 1e6, output: 1e6, cacheRead: 1e6, cacheWrite: 1e6 };

const MODEL = 'scripted:one';

type Settings = Partial<z.input<typeof configSchema>>;

export interface ScriptedRun {
  readonly store: Store;
  readonly model: Model;
  readonly settings?: Settings;
  readonly engine?: ScriptedEngine;
  readonly onChange?: GradingDeps['onChange'];
  readonly modelName?: string;
  readonly issues?: readonly Issue[];
  readonly dataset?: string | null;
  readonly signal?: AbortSignal;
  readonly stopping?: AbortSignal;
  /** Answers to a call's wall clock. */
  readonly now?: () => number;
}

export interface ScriptedDeps extends GradingDeps {
  readonly engine: ScriptedEngine;
  readonly events: readonly RunEvent[];
}

/** What a process that runs or resumes `night` has: the real store and ledger, a scripted model and engine. */
export async function scriptedRun({
  store,
  model,
  settings = {},
  engine = scriptedEngine(FILES),
  onChange = 'keep-finished',
  modelName = MODEL,
  issues = [ISSUE],
  dataset = null,
  signal = new AbortController().signal,
  stopping = new AbortController().signal,
  now = () => 0,
}: ScriptedRun): Promise<ScriptedDeps> {
  const config = configSchema.parse({
    samples: 2,
    context: { mode: 'given', given: ['lib/a.js'] },
    models: { default: modelName },
    ...settings,
  });
  const before = store.findRun('night');
  if (before) store.updateConfig(before.id, config);
  const run: Run = before ? { ...before, config } : store.createRun('night', config, dataset);
  for (const [position, issue] of issues.entries())
    store.addInstance(run.id, position, issue, await packText(issue.text));
  const budget = runBudget(store, run);
  const paid = billed(model, { store, run, budget, bounds: promptBounds(), name: modelName, price: PRICE });
  const events: RunEvent[] = [];
  return {
    store,
    run,
    config,
    engine,
    modelOf: () => ({ name: modelName, asks: 'one', model: paid, price: PRICE }),
    onChange,
    emit: (event) => events.push(event),
    events,
    signal,
    stopping,
    now,
  };
}

/** A reply that edits the word of lib/a.js. */
export function edits(word: string): string {
  const block = {
    kind: 'change',
    path: 'lib/a.js',
    search: ['const word = "old";'],
    replace: [`const word = "${word}";`],
  } as const;
  return `I change the word.\n<edit>\n${renderEdit([block])}</edit>`;
}

/** A reply that writes a test script; see `scriptedEngine` for its lines. */
export function tests(...lines: string[]): string {
  return `<test>\n${lines.join('\n')}\n</test>`;
}

export const DONE = 'All is well.\n<done/>';

/** A model that knows its trade: `good` in sample 0, `bad1`, `bad2`, ... in the others, and a test that tells them apart. */
export const STORY: Answer = ({ key: { role, sample, turn } }) => {
  if (role === 'testing') return turn === 1 ? tests('base 2', 'good 0', 'any 2', `seen ${sample}`) : DONE;
  if (role === 'editing') return turn === 1 ? edits(sample === 0 ? 'good' : `bad${sample}`) : DONE;
  if (role === 'selecting') return turn === 1 ? tests('base 2', 'good 0', 'any 2') : '<choice>1</choice>';
  throw new Error(`the story has no ${role}`);
};
