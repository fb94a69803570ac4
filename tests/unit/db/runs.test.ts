import { describe, expect, it } from 'vitest';
import { packText } from '../../../db/packed-text.ts';
import { configSchema } from '../../../domain/config.ts';
import { MachineryError } from '../../../domain/errors.ts';
import { CONFIG, INSTANCE, ISSUE } from './sample-rows.ts';
import { tempStore } from './temp-store.ts';

describe('runs', () => {
  it('creates a run once; its config and data set stay those of the first time', () => {
    const store = tempStore();
    const run = store.createRun('night', CONFIG, 'rows.jsonl');
    expect(store.createRun('night', configSchema.parse({ samples: 9 }), null)).toEqual(run);
    expect(store.listRuns()).toEqual([run]);
    expect(run.config).toEqual(CONFIG);
    expect(store.findRun('day')).toBeNull();
  });

  it('freezes the config it gives out and keeps an update', () => {
    const store = tempStore();
    const run = store.createRun('night', CONFIG, null);
    expect(Object.isFrozen(run.config)).toBe(true);
    store.updateConfig(run.id, configSchema.parse({ samples: 9 }));
    expect(store.findRun('night')?.config.samples).toBe(9);
    expect(() => store.updateConfig(run.id + 1, CONFIG)).toThrow(MachineryError);
  });

  it('gives issues back in the order of the data set, whatever order they were added in', async () => {
    const store = tempStore();
    const run = store.createRun('night', CONFIG, null);
    const second = { ...ISSUE, instanceId: 'octo__calc-2', text: 'x'.repeat(5_000) };
    store.addInstance(run.id, 1, second, await packText(second.text));
    store.addInstance(run.id, 0, ISSUE, await packText(ISSUE.text));
    store.addInstance(run.id, 0, ISSUE, await packText(ISSUE.text));
    expect(store.issues(run.id)).toEqual([ISSUE, second]);
    expect(store.issues(run.id)[0]?.instanceId).toBe(INSTANCE);
  });
});

describe('text', () => {
  it('names the id of a text that is missing', () => {
    const store = tempStore();
    const sha256 = 'c'.repeat(64);
    expect(() => store.text(sha256)).toThrow(MachineryError);
    expect(() => store.text(sha256)).toThrow(sha256);
  });

  it('brings back short, long and non-ASCII texts to the byte', async () => {
    const store = tempStore();
    const run = store.createRun('night', CONFIG, null);
    const texts = ['-', 'käse ≠ 🧀', '\r\n\t\u0000end'.repeat(400)];
    for (const [position, text] of texts.entries()) {
      const packed = await packText(text);
      store.addInstance(run.id, position, { ...ISSUE, instanceId: `i-${position}`, text }, packed);
      expect(store.text(packed.sha256)).toBe(text);
    }
  });
});
