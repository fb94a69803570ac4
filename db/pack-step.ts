import { isFilePart } from '../domain/message.ts';
import type { Action, Observation, Produced, Step } from '../domain/trajectory.ts';
import { type PackedText, packText } from './packed-text.ts';
import type { AskBody, ExecuteBody, StepBody, StoredMessage, TextId } from './step-body.ts';
import type { PackedStep } from './store.ts';
import { storeError } from './store-error.ts';

/**
 * Compresses a step for `appendStep`. `identityOf` gives the identity of a produced patch, by which equal
 * candidates are found. Raises a MachineryError where the observation does not answer the action.
 */
export async function packStep(step: Step, identityOf: (patch: string) => string): Promise<PackedStep> {
  const texts = new Map<TextId, PackedText>();
  const keep = async (text: string): Promise<TextId> => {
    const packed = await packText(text);
    texts.set(packed.sha256, packed);
    return packed.sha256;
  };
  const body = await bodyOf(step, keep);
  return {
    step: { index: step.index, turn: step.turn, hash: step.hash },
    kind: step.action.kind,
    body: await packText(JSON.stringify(body)),
    texts: [...texts.values()],
    ...(step.action.kind === 'execute' ? await packProduced(step.action.produced, identityOf) : {}),
  };
}

type Keep = (text: string) => Promise<TextId>;

async function bodyOf({ index, action, observation }: Step, keep: Keep): Promise<StepBody> {
  if (action.kind === 'ask' && observation.kind === 'reply') return askBody(action, observation, keep);
  if (action.kind === 'execute' && observation.kind === 'executed')
    return executeBody(action, observation, keep);
  throw storeError(`step ${index}: a ${action.kind} was answered by a ${observation.kind}`);
}

async function askBody(
  { messages }: Extract<Action, { kind: 'ask' }>,
  { reply }: Extract<Observation, { kind: 'reply' }>,
  keep: Keep,
): Promise<AskBody> {
  const stored: StoredMessage[] = [];
  for (const { role, parts } of messages) {
    const kept = parts.map(async (part) =>
      isFilePart(part) ? { path: part.path, blob: part.blobId } : { text: await keep(part.text) },
    );
    stored.push({ role, parts: await Promise.all(kept) });
  }
  return { kind: 'ask', messages: stored, reply: { ...reply, text: await keep(reply.text) } };
}

async function executeBody(
  { cells, produced }: Extract<Action, { kind: 'execute' }>,
  { results }: Extract<Observation, { kind: 'executed' }>,
  keep: Keep,
): Promise<ExecuteBody> {
  const { patch, testScript } = produced;
  return {
    kind: 'execute',
    cells: await Promise.all(
      cells.map(async (cell) => ({
        patch: cell.patch === null ? null : await keep(cell.patch),
        testScript: await keep(cell.testScript),
      })),
    ),
    produced: {
      ...(patch === undefined ? {} : { patch: await keep(patch) }),
      ...(testScript === undefined ? {} : { testScript: await keep(testScript) }),
    },
    results: await Promise.all(
      results.map(async (result) => ({ ...result, output: await keep(result.output) })),
    ),
  };
}

async function packProduced(
  { patch, testScript }: Produced,
  identityOf: (patch: string) => string,
): Promise<Pick<PackedStep, 'patch' | 'testScript'>> {
  return {
    ...(patch === undefined ? {} : { patch: { identity: identityOf(patch), text: await packText(patch) } }),
    ...(testScript === undefined ? {} : { testScript: await packText(testScript) }),
  };
}
