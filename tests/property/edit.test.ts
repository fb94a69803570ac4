import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Block, type Edit, renderEdit } from '../../domain/edit.ts';
import { parseEdit } from '../../domain/parse-edit.ts';

/** Lines that look like the format itself, beside arbitrary ones. */
const hostile = fc.oneof(
  fc
    .constantFrom('<', '=', '>')
    .chain((sign) =>
      fc
        .tuple(
          fc.integer({ min: 1, max: 12 }),
          fc.constantFrom('', ' ', '\r', ' CHANGE a.py', ' CREATE b', ' x'),
        )
        .map(([count, tail]) => sign.repeat(count) + tail),
    ),
  fc.constantFrom(
    '</edit>',
    '<edit>',
    '```',
    '```python',
    '@@ -1 +1 @@',
    '--- a/x',
    '+++ b/x',
    '\r',
    '',
    '\u2028',
  ),
);
const line = fc.oneof(
  hostile,
  fc.string({ unit: 'binary', maxLength: 30 }).map((text) => text.replaceAll('\n', '')),
);
const lines = fc.array(line, { maxLength: 8 });
const path = fc.oneof(
  fc.constantFrom(
    'a.py',
    'src/a b.js',
    '"quoted"',
    '`ticks`',
    ' lead',
    'trail ',
    'new\nline',
    '',
    "'x'",
    'a\u2028b',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant('change' as const), path, search: lines, replace: lines }),
  fc.record({ kind: fc.constant('create' as const), path, lines }),
);
const edits: fc.Arbitrary<Edit> = fc.array(block, { minLength: 1, maxLength: 4 });

test('an edit that is rendered is read back as it was', () => {
  fc.assert(
    fc.property(edits, (edit) => {
      expect(parseEdit(renderEdit(edit))).toEqual({ ok: true, edit });
    }),
    { numRuns: 2000 },
  );
});

test('prose and fences around the blocks change nothing', () => {
  const prose = fc.constantFrom('I change this.', '```', '```diff', '', '- one\n- two', '<edit>', '</edit>');
  fc.assert(
    fc.property(edits, prose, prose, (edit, before, after) => {
      expect(parseEdit(`${before}\n${renderEdit(edit)}\n${after}`)).toEqual({ ok: true, edit });
    }),
  );
});

test('control: markers of a fixed length would misread some edits', () => {
  const fixed = (edit: Edit) => renderEdit(edit).replaceAll(/^([<=>])\1{6,}/gm, (run) => run.slice(0, 7));
  const difference = fc.check(
    fc.property(edits, (edit) => {
      const read = parseEdit(fixed(edit));
      return read.ok && JSON.stringify(read.edit) === JSON.stringify(edit);
    }),
    { numRuns: 2000 },
  );
  expect(difference.failed).toBe(true);
});
