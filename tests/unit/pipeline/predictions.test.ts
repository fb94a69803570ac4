import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../domain/errors.ts';
import { parsePredictions } from '../../../pipeline/predictions.ts';

const ONE = { instance_id: 'a__b-1', model_name_or_path: 'x', model_patch: 'diff' };
const TWO = { ...ONE, instance_id: 'a__b-2' };
const { instance_id: _, ...ANONYMOUS } = ONE;

function idsOf(text: string): string[] {
  return parsePredictions(text, 'p.json').map(({ instance_id }) => instance_id);
}

describe('predictions are read', () => {
  test.each([
    ['lines', `${JSON.stringify(ONE)}\n${JSON.stringify(TWO)}\n`],
    ['lines with blank ones and Windows ends', `\n${JSON.stringify(ONE)}\r\n\r\n${JSON.stringify(TWO)}`],
    ['an array in one line', JSON.stringify([ONE, TWO])],
    ['a pretty array', JSON.stringify([ONE, TWO], null, 2)],
    ['an object by instance in one line', `${JSON.stringify({ 'a__b-1': ANONYMOUS, 'a__b-2': TWO })}\n`],
    ['a pretty object by instance', JSON.stringify({ 'a__b-1': ONE, 'a__b-2': ANONYMOUS }, null, 2)],
  ])('from %s', (_name, text) => {
    expect(idsOf(text)).toEqual(['a__b-1', 'a__b-2']);
  });

  test.each([
    ['with', '\n'],
    ['without', ''],
  ])('from a single line %s its end', (_name, end) => {
    expect(idsOf(`${JSON.stringify(ONE)}${end}`)).toEqual(['a__b-1']);
  });

  test('from a single pretty prediction', () => {
    expect(idsOf(JSON.stringify(ONE, null, 2))).toEqual(['a__b-1']);
  });

  test('from an empty file as none', () => {
    expect(idsOf('\n')).toEqual([]);
  });

  test('with a null patch, more fields than ours, and no name of a model', () => {
    const [read] = parsePredictions(
      JSON.stringify({ instance_id: 'a', model_patch: null, cost: 3 }),
      'p.json',
    );
    expect(read).toMatchObject({ model_patch: null, model_name_or_path: 'import', cost: 3 });
  });
});

describe('a fault names file, place and field', () => {
  test.each([
    ['a line that is no JSON', `${JSON.stringify(ONE)}\n{"instance_id"\n`, /^p\.json, line 2: not JSON/],
    [
      'a line without a patch',
      `${JSON.stringify(ONE)}\n{"instance_id": "a"}\n`,
      /^p\.json, line 2, model_patch: /,
    ],
    ['an entry without an id', JSON.stringify([ONE, ANONYMOUS]), /^p\.json, entry 2, instance_id: /],
    ['an instance that is a mere text', JSON.stringify({ 'a__b-1': 'diff' }), /^p\.json, a__b-1, row: /],
    [
      'a pretty file that is cut off',
      JSON.stringify([ONE], null, 2).slice(0, -2),
      /^p\.json, whole file: not JSON/,
    ],
    ['prose', 'no predictions here', /^p\.json, line 1: not JSON/],
  ])('%s', (_name, text, message) => {
    expect(() => parsePredictions(text, 'p.json')).toThrow(UsageError);
    expect(() => parsePredictions(text, 'p.json')).toThrow(message);
  });
});
