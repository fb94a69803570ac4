import { describe, expect, it } from 'vitest';
import { packText } from '../../../db/packed-text.ts';
import { CONFIG, INSTANCE, packedPatch } from './sample-rows.ts';
import { tempFile, tempStore } from './temp-store.ts';

describe('calls made together', () => {
  it('are one transaction: another connection sees all of them or none', async () => {
    const file = tempFile();
    const [store, viewer] = [tempStore({}, file), tempStore({}, file)];
    const [script, patch] = [await packText('exit 0'), await packedPatch('+ a')];
    const run = store.together(() => {
      const made = store.createRun('night', CONFIG, null);
      store.ensureTestScript(made.id, INSTANCE, script);
      store.ensureCandidate(made.id, INSTANCE, patch);
      expect(viewer.findRun('night')).toBeNull();
      return made;
    });
    expect(viewer.findRun('night')?.id).toBe(run.id);
  });

  it('leave nothing behind where one of them fails', () => {
    const store = tempStore();
    const work = () => {
      store.createRun('night', CONFIG, null);
      store.closeItem(99, 'done');
    };
    expect(() => store.together(work)).toThrow('no work item 99');
    expect(store.findRun('night')).toBeNull();
    expect(store.createRun('day', CONFIG, null).name).toBe('day');
  });
});
