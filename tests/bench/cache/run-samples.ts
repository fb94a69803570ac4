import { setMaxListeners } from 'node:events';
import { openStore } from '../../../db/open-store.ts';
import { packText } from '../../../db/packed-text.ts';
import { type Config, configSchema } from '../../../domain/config.ts';
import type { Issue } from '../../../domain/issue.ts';
import type { CacheTtl, Model } from '../../../domain/model.ts';
import type { Deps } from '../../../pipeline/deps.ts';
import { play } from '../../../pipeline/play.ts';
import { settleAll } from '../../../pipeline/settle-all.ts';
import { doOnce } from '../../../pipeline/work.ts';
import { composeModels } from '../../../scripts/compose.ts';
import { scriptedEngine } from '../../support/scripted-engine.ts';
import { PRICE, textOf, WORKLOAD, workloadAgent } from './workload.ts';

export interface Variant {
  /** Names the model too: the server caches by model. */
  readonly name: string;
  readonly samples: number;
  readonly cacheTtl: CacheTtl;
  /** Put around the product's model; the weak variant lives here. */
  readonly weakened?: (model: Model) => Model;
}

const ISSUE: Issue = {
  instanceId: 'bench__cache-1',
  repository: 'bench/cache',
  baseCommit: 'a'.repeat(40),
  text: 'What all samples share is paid for once.',
  image: { name: '', root: '/testbed', setup: '' },
  language: 'javascript',
  runCommand: 'node {script}',
};

/**
 * Starts all samples of one issue at once, through the product's own path: work items, `play`, the composed model
 * with all its wrappers, the store. Returns what the ledger says they cost.
 */
export async function runSamples(variant: Variant, serverUrl: string, file: string): Promise<number> {
  const store = openStore(file);
  try {
    const deps = await depsFor(variant, serverUrl, store);
    const files = textOf(WORKLOAD.sharedTokens, `Files of ${variant.name}.`);
    const items = await settleAll(
      Array.from({ length: variant.samples }, (_, sample) =>
        doOnce({ instanceId: ISSUE.instanceId, stage: 'sample', sample, inputs: '' }, deps, async (item) => {
          const agent = workloadAgent;
          await play({ issue: ISSUE, item, role: 'editing', sample, agent, input: { files, sample } }, deps);
        }),
      ),
    );
    if (items.some((item) => item === null)) throw new Error(`${variant.name}: a sample failed`);
    return store.committedUsd(deps.run.id);
  } finally {
    store.close();
  }
}

async function depsFor(
  variant: Variant,
  serverUrl: string,
  store: ReturnType<typeof openStore>,
): Promise<Deps> {
  const config = configOf(variant);
  const run = store.createRun(variant.name, config, null);
  store.addInstance(run.id, 0, ISSUE, await packText(ISSUE.text));
  const never = new AbortController().signal;
  setMaxListeners(0, never);
  const { modelOf } = composeModels(run, store, {
    environment: { ANTHROPIC_API_KEY: 'bench', ANTHROPIC_BASE_URL: serverUrl },
    tape: null,
    strictTape: false,
    stopping: never,
    warn: (message) => process.stderr.write(`${message}\n`),
    tapeDiffers: () => undefined,
  });
  const { weakened = (model: Model) => model } = variant;
  return {
    store,
    run,
    config,
    engine: scriptedEngine({}),
    modelOf: (role, sample) => {
      const composed = modelOf(role, sample);
      return { ...composed, model: weakened(composed.model) };
    },
    onChange: 'keep-finished',
    emit: (event) => {
      if (event.kind === 'errored') process.stderr.write(`${event.message}\n`);
    },
    signal: never,
    stopping: never,
    now: () => performance.now(),
  };
}

function configOf({ name, samples, cacheTtl }: Variant): Config {
  const model = `anthropic:${name}`;
  return configSchema.parse({
    samples,
    cacheTtl,
    models: { default: model },
    prices: { [model]: PRICE },
    editing: { turns: WORKLOAD.calls },
    running: { slots: samples },
  });
}
