import { describe, expect, it } from 'vitest';
import { packStep } from '../../../db/pack-step.ts';
import { MachineryError } from '../../../domain/errors.ts';
import type { Step } from '../../../domain/trajectory.ts';
import { askStep, CONFIG, executeStep, identityOf, openEditing, packed } from './sample-rows.ts';
import { tempStore } from './temp-store.ts';

const SOURCE = 'the text of a file in the repository';

function stepWithFile(): Step {
  const step = askStep(0, 1);
  const parts = [{ text: 'intro' }, { path: 'a.py', blobId: 'b'.repeat(40), text: SOURCE }];
  return { ...step, action: { kind: 'ask', messages: [{ role: 'system', parts }] } };
}

async function throughStore(steps: readonly Step[]): Promise<Step[]> {
  const store = tempStore();
  const { id } = openEditing(store, store.createRun('night', CONFIG, null));
  for (const step of steps) store.appendStep(id, await packed(step));
  return store.steps(id);
}

describe('packStep', () => {
  it('gives model calls and executions back as they were', async () => {
    const steps = [
      askStep(0, 1),
      executeStep(1, 1, { patch: '+ a', testScript: 'exit 0' }),
      executeStep(2, 1, { testScript: 'exit 1' }),
      executeStep(3, 1, {}),
      askStep(4, 2, 'long '.repeat(1_000)),
    ];
    expect(await throughStore(steps)).toEqual(steps);
  });

  it("keeps a repository's file by its git blob id, without its text", async () => {
    const step = stepWithFile();
    const { texts, body } = await packed(step);
    const contents = [...texts, body].map(({ content }) => content.toString('utf8'));
    expect(contents.some((content) => content.includes('intro'))).toBe(true);
    expect(contents.some((content) => content.includes(SOURCE))).toBe(false);
    const [back] = await throughStore([step]);
    expect(back?.action).toEqual({
      kind: 'ask',
      messages: [
        { role: 'system', parts: [{ text: 'intro' }, { path: 'a.py', blobId: 'b'.repeat(40), text: '' }] },
      ],
    });
  });

  it('stores a text that a step repeats once', async () => {
    const { texts } = await packed(executeStep(0, 1, { patch: '+ a', testScript: 'exit 0' }));
    expect(texts.length).toBe(new Set(texts.map(({ sha256 }) => sha256)).size);
    expect(texts).toHaveLength(3);
  });

  it('names what a step produced by the identity it is given', async () => {
    const { patch, testScript } = await packed(executeStep(0, 1, { patch: '+ a', testScript: 'exit 0' }));
    expect(patch?.identity).toBe(identityOf('+a'));
    expect(testScript?.content.toString()).toBe('exit 0');
  });

  it('refuses an answer of the wrong kind', async () => {
    const step = { ...askStep(0, 1), observation: { kind: 'executed' as const, results: [] } };
    await expect(packStep(step, identityOf)).rejects.toThrow(MachineryError);
  });
});
