import { createHash } from 'node:crypto';
import { packStep } from '../../../db/pack-step.ts';
import { type PackedText, packText } from '../../../db/packed-text.ts';
import type { PackedStep, Store } from '../../../db/store.ts';
import { type Config, configSchema } from '../../../domain/config.ts';
import type { Issue } from '../../../domain/issue.ts';
import type { LedgerEntry } from '../../../domain/ledger.ts';
import type { Run, Stage, TrajectoryRow, WorkItem } from '../../../domain/records.ts';
import type { Produced, Step } from '../../../domain/trajectory.ts';

export const INSTANCE = 'octo__calc-1';

export const CONFIG: Config = configSchema.parse({ samples: 2 });

export const ISSUE: Issue = {
  instanceId: INSTANCE,
  repository: 'octo/calc',
  baseCommit: 'a'.repeat(40),
  text: 'Adding two numbers multiplies them.',
  image: { name: 'calc:1', root: '/testbed', setup: '' },
  language: 'python',
  runCommand: 'python {script}',
};

/** Normalisation is not the store's affair: here, patches that differ in spaces alone are one candidate. */
export function identityOf(patch: string): string {
  return createHash('sha256').update(patch.replaceAll(' ', '')).digest('hex');
}

export async function packedPatch(patch: string): Promise<{ identity: string; text: PackedText }> {
  return { identity: identityOf(patch), text: await packText(patch) };
}

export function openItem(store: Store, run: Run, stage: Stage = 'sample', sample = 0): WorkItem {
  return store.openItem({ runId: run.id, instanceId: INSTANCE, stage, sample, attempt: 1 }, 'inputs');
}

export function openEditing(store: Store, run: Run, sample = 0): TrajectoryRow {
  return store.openTrajectory(
    openItem(store, run, 'sample', sample),
    'editing',
    sample,
    'fake:model',
    'seed',
  );
}

export function askStep(index: number, turn: number, text = `question ${index}`): Step {
  return {
    index,
    turn,
    hash: `hash ${index} ${text}`,
    action: { kind: 'ask', messages: [{ role: 'user', parts: [{ text }] }] },
    observation: {
      kind: 'reply',
      reply: {
        text: `answer to ${text}`,
        usage: { inputTokens: 10, outputTokens: 5, cacheReadTokens: 3, cacheWriteTokens: 1 },
        stop: 'end',
        model: 'fake-1',
      },
    },
  };
}

export function executeStep(index: number, turn: number, produced: Produced): Step {
  const { patch = null, testScript = 'exit 2' } = produced;
  return {
    index,
    turn,
    hash: `hash ${index} ${patch} ${testScript}`,
    action: { kind: 'execute', cells: [{ patch, testScript }], produced },
    observation: {
      kind: 'executed',
      results: [{ outcome: 'fail', exitCode: 2, output: 'wrong', seconds: 0.5, reason: null }],
    },
  };
}

export function packed(step: Step): Promise<PackedStep> {
  return packStep(step, identityOf);
}

/** Appends one execution after another, each in a turn of its own. */
export async function play(store: Store, trajectoryId: number, made: readonly Produced[]): Promise<void> {
  const first = store.steps(trajectoryId).length;
  for (const [offset, produced] of made.entries()) {
    store.appendStep(trajectoryId, await packed(executeStep(first + offset, first + offset + 1, produced)));
  }
}

export function ledgerEntry(run: Run, entry: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    runId: run.id,
    instanceId: INSTANCE,
    stage: 'sample',
    role: 'editing',
    sample: 0,
    turn: 1,
    model: 'fake:model',
    callId: 'call',
    reservedUsd: 1,
    ...entry,
  };
}
