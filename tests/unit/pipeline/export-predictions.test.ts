import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../domain/errors.ts';
import { exportPredictions, renderPredictions } from '../../../pipeline/export-predictions.ts';
import type { Prediction } from '../../../pipeline/predictions.ts';

const PATCH = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n';

function chosen(patch: string | null, instanceId = 'a__b-1') {
  const candidate = patch === null ? null : { id: 1, identity: '', patch, sources: [] };
  return { instanceId, selection: undefined, candidate };
}

function predictions(...patches: (string | null)[]): Prediction[] {
  return exportPredictions(
    patches.map((patch, place) => chosen(patch, `a__b-${place}`)),
    'acme/solver',
  );
}

describe('a prediction', () => {
  test('has the three fields that SWE-bench names and no other', () => {
    expect(predictions(PATCH)).toEqual([
      { instance_id: 'a__b-0', model_name_or_path: 'acme/solver', model_patch: PATCH },
    ]);
  });

  test('without a patch has an empty one, never null', () => {
    expect(predictions(null)[0]?.model_patch).toBe('');
  });

  test('whose patch lacks its last newline gets it, since git would refuse the patch', () => {
    expect(predictions(PATCH.trimEnd())[0]?.model_patch).toBe(PATCH);
  });

  test.each(['', ' ', '.', '..', 'a\nb', 'a\\b'])('is not made by %j, which cannot name a folder', (name) => {
    expect(() => exportPredictions([], name)).toThrow(UsageError);
  });
});

describe('a file of predictions', () => {
  const odd = PATCH.replace('+b', '+b\u2028\u00e9\r\u{1f600}\u007f');

  test('in lines has one line each, whatever a reader takes for the end of one', () => {
    const text = renderPredictions(predictions(odd, PATCH), 'jsonl');
    // Python's splitlines ends lines at control characters and at these two.
    expect(text.split(/[\p{Cc}\u2028\u2029]/u)).toHaveLength(3);
    expect(text.endsWith('\n')).toBe(true);
  });

  test.each(['jsonl', 'json'] as const)('as %s is ASCII, and says what it was given', (format) => {
    const given = predictions(odd);
    const text = renderPredictions(given, format);
    expect(text).toMatch(/^[\n -~]*$/);
    const read: unknown = JSON.parse(text);
    expect(read).toEqual(format === 'json' ? { 'a__b-0': given[0] } : given[0]);
  });

  test('by instance holds the instance in each entry too, as the official reader wants it', () => {
    const read: unknown = JSON.parse(renderPredictions(predictions(PATCH, null), 'json'));
    expect(read).toMatchObject({ 'a__b-0': { instance_id: 'a__b-0' }, 'a__b-1': { model_patch: '' } });
  });

  test('of no instance is empty', () => {
    expect(renderPredictions([], 'jsonl')).toBe('');
    expect(renderPredictions([], 'json')).toBe('{}\n');
  });
});
