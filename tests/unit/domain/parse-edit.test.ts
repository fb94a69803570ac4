import { expect, test } from 'vitest';
import { hasBlock, parseEdit } from '../../../domain/parse-edit.ts';

function problems(lines: string[]): string {
  const read = parseEdit(lines.join('\n'));
  return read.ok ? '' : read.problems.join('\n');
}

test('blocks are read amid prose and fences', () => {
  const read = parseEdit(
    [
      'First:',
      '```',
      '<<<<<<< CHANGE a.py',
      'x',
      '=======',
      '>>>>>>>',
      '```',
      'then',
      '<<<<<<< CREATE b.py',
      'y',
      '>>>>>>>',
    ].join('\n'),
  );
  expect(read).toEqual({
    ok: true,
    edit: [
      { kind: 'change', path: 'a.py', search: ['x'], replace: [] },
      { kind: 'create', path: 'b.py', lines: ['y'] },
    ],
  });
});

test.each(['`a.py`', "'a.py'", '"a.py"', 'a.py  '])('the path %s is a.py', (path) => {
  const read = parseEdit(`<<<<<<< CREATE ${path}\n>>>>>>>`);
  expect(read).toEqual({ ok: true, edit: [{ kind: 'create', path: 'a.py', lines: [] }] });
});

test('a word after a closing marker is a habit and does no harm', () => {
  expect(problems(['<<<<<<< CHANGE a.py', 'x', '=======', 'y', '>>>>>>> REPLACE'])).toBe('');
});

test('a reply with CRLF ends means lines without CR', () => {
  const read = parseEdit('<<<<<<< CHANGE a.py\r\nx\r\n=======\r\ny\r\n>>>>>>>\r\n');
  expect(read).toEqual({ ok: true, edit: [{ kind: 'change', path: 'a.py', search: ['x'], replace: ['y'] }] });
});

test('a heading underlined by seven signs is told apart by longer markers', () => {
  const body = ['Heading', '======='];
  expect(problems(['<<<<<<< CHANGE a.rst', ...body, '=======', 'y', '>>>>>>>'])).toContain(
    'Write all three markers of this block with 8 characters or more',
  );
  expect(parseEdit(['<<<<<<<< CHANGE a.rst', ...body, '========', 'y', '>>>>>>>>'].join('\n'))).toEqual({
    ok: true,
    edit: [{ kind: 'change', path: 'a.rst', search: body, replace: ['y'] }],
  });
});

const SLIPS: [string, string[], string][] = [
  ['no block', ['nothing'], 'The edit has no block'],
  ['no separator', ['<<<<<<< CHANGE a.py', 'x', '>>>>>>>'], 'has no line of 7 "="'],
  ['no end', ['<<<<<<< CHANGE a.py', 'x', '=======', 'y'], 'is not closed'],
  [
    'no end before the next',
    ['<<<<<<< CREATE a', 'x', '<<<<<<< CREATE b', '>>>>>>>'],
    'CREATE block of a (line 1',
  ],
  [
    'markers of two lengths',
    ['<<<<<<< CHANGE a.py', 'x', '========', 'y', '>>>>>>>'],
    'has no line of 7 "="',
  ],
  [
    'a stray end',
    ['>>>>>>>', '<<<<<<< CREATE a', '>>>>>>>'],
    'Line 1 of the edit, ">>>>>>>", stands outside',
  ],
  ['an unknown verb', ['<<<<<<< DELETE a.py', '>>>>>>>'], '"<<<<<<< DELETE a.py", stands outside'],
];
test.each(SLIPS)('%s is said', (_, lines, message) => {
  expect(problems(lines)).toContain(message);
});

test('all problems are said together', () => {
  const text = problems(['<<<<<<< CHANGE a', '>>>>>>>', '<<<<<<< CHANGE b', 'x', '=======', 'never closed']);
  expect(text).toContain('block of a');
  expect(text).toContain('block of b');
});

test('a conflict marker of git does not open a block', () => {
  expect(hasBlock('<<<<<<< HEAD\nx\n>>>>>>> main')).toBe(false);
  expect(hasBlock('text\n<<<<<<< CHANGE a\n')).toBe(true);
});
