import { describe, expect, test } from 'vitest';
import { applyEdit } from '../../../domain/apply-edit.ts';
import type { Block, EditScope } from '../../../domain/edit.ts';

const SHAPES = [
  'import math',
  '',
  'def area(r):',
  '    return 3 * r ** 2',
  '',
  'def twice(r):',
  '    return 2 * r',
  '',
];
const FILES = new Map([
  ['lib/shapes.py', SHAPES.join('\n')],
  ['lib/colours.py', 'RED = 1\nGREEN = 2\nRED = 1\n'],
  ['lib/empty.py', ''],
]);

function scope(over: Partial<EditScope> = {}): EditScope {
  return {
    files: FILES,
    paths: new Set([...FILES.keys(), 'lib/unseen.py', 'setup.py']),
    newFiles: true,
    reserved: new Set(['troop_check.py']),
    ...over,
  };
}

function change(path: string, search: string[], replace: string[]): Block {
  return { kind: 'change', path, search, replace };
}

function create(path: string, lines: string[] = ['x = 1']): Block {
  return { kind: 'create', path, lines };
}

function applied(edit: Block[], over: Partial<EditScope> = {}): Record<string, string | null> {
  const result = applyEdit(edit, scope(over));
  if (!result.ok) throw new Error(result.problems.join('\n'));
  return Object.fromEntries(result.after);
}

function problems(edit: Block[], over: Partial<EditScope> = {}): string {
  const result = applyEdit(edit, scope(over));
  return result.ok ? '' : result.problems.join('\n');
}

describe('an edit that fits', () => {
  test('replaces, deletes and inserts, each block relative to the original', () => {
    const edit = [
      change('lib/shapes.py', ['    return 2 * r'], ['    return r + r', '    # twice']),
      change('lib/shapes.py', ['import math', ''], []),
    ];
    expect(applied(edit)['lib/shapes.py']).toBe(
      'def area(r):\n    return 3 * r ** 2\n\ndef twice(r):\n    return r + r\n    # twice\n',
    );
  });

  test('creates a file, and fills an empty one', () => {
    expect(applied([create('lib/deep/new.py', ['a', 'b']), change('lib/empty.py', [], ['c'])])).toEqual({
      'lib/deep/new.py': 'a\nb\n',
      'lib/empty.py': 'c\n',
    });
  });

  test('hands out touched files only, with their texts before', () => {
    const result = applyEdit(
      [
        create('n.py'),
        change('lib/colours.py', ['GREEN = 2'], ['GREEN = 2']),
        change('lib/empty.py', [], ['c']),
      ],
      scope(),
    );
    expect(result.ok && [...result.before]).toEqual([
      ['n.py', null],
      ['lib/empty.py', ''],
    ]);
  });

  const ENDS: [string, string, string][] = [
    ['CRLF stays CRLF', 'a\r\nb\r\nc\r\n', 'a\r\nB1\r\nB2\r\nc\r\n'],
    ['a missing final newline stays missing', 'a\nb', 'a\nB1\nB2'],
    ['a missing final CRLF stays missing', 'a\r\nb', 'a\r\nB1\r\nB2'],
    ['a byte order mark stays', '\uFEFFb\nc\n', '\uFEFFB1\nB2\nc\n'],
    ['lines around keep ends of their own', 'a\r\nb\nc\nd\n', 'a\r\nB1\nB2\nc\nd\n'],
  ];
  test.each(ENDS)('%s', (_, before, expected) => {
    const files = new Map([['f.txt', before]]);
    expect(applied([change('f.txt', ['b'], ['B1', 'B2'])], { files })['f.txt']).toBe(expected);
  });

  test('lines that a block quotes but keeps keep their mixed ends', () => {
    const files = new Map([['f.txt', 'a\r\nb\nc\r\n']]);
    expect(applied([change('f.txt', ['a', 'b', 'c'], ['a', 'x', 'b', 'c'])], { files })['f.txt']).toBe(
      'a\r\nx\r\nb\nc\r\n',
    );
  });
});

describe('lines to find', () => {
  test('that are missing are answered with the similar ones, by line number', () => {
    const text = problems([
      change('lib/shapes.py', ['def area(radius):', '    return 3 * radius ** 2'], ['x']),
    ]);
    expect(text).toContain('do not stand in it as written');
    expect(text).toContain('similar (from line 3):\ndef area(r):\n    return 3 * r ** 2');
  });

  test('that differ in white space only are said to', () => {
    expect(problems([change('lib/shapes.py', ['  return 2 * r'], ['x'])])).toContain(
      'differ in white space only (from line 7):\n    return 2 * r',
    );
  });

  test('that are a part of a line do not match it', () => {
    expect(problems([change('lib/shapes.py', ['return 2 * r'], ['x'])])).toContain('from line 7');
  });

  test('that stand several times are answered with all places', () => {
    expect(problems([change('lib/colours.py', ['RED = 1'], ['x'])])).toContain(
      'at 2 places (from lines 1, 3)',
    );
  });

  test('that stand in another file are answered with its path', () => {
    expect(problems([change('lib/shapes.py', ['GREEN = 2'], ['x'])])).toContain(
      'They do stand in lib/colours.py.',
    );
  });

  test('that resemble nothing are not answered with a misleading quote', () => {
    const text = problems([change('lib/shapes.py', ['quick brown fox'], ['x'])]);
    expect(text).toContain('Nothing in this file looks like them');
  });

  test('may not be missing where the file has lines', () => {
    expect(problems([change('lib/shapes.py', [], ['x'])])).toContain('are missing; to insert');
  });
});

test('blocks that overlap are refused, those that touch are not', () => {
  const first = change('lib/shapes.py', ['def area(r):', '    return 3 * r ** 2'], ['x']);
  expect(problems([first, change('lib/shapes.py', ['    return 3 * r ** 2', ''], ['y'])])).toContain(
    'overlap at line 4',
  );
  expect(problems([first, change('lib/shapes.py', ['', 'def twice(r):'], ['y'])])).toBe('');
});

test('an edit that changes nothing is refused', () => {
  expect(problems([change('lib/colours.py', ['GREEN = 2'], ['GREEN = 2'])])).toContain('changes nothing');
});

describe('files', () => {
  test('outside of the context cannot be changed, and it is said whether they exist', () => {
    expect(problems([change('lib/unseen.py', ['a'], ['b'])])).toContain(
      'it exists, but is not among the files',
    );
    expect(problems([change('lib/nowhere.py', ['a'], ['b'])])).toContain('a new one needs a CREATE block');
    expect(problems([change('lib/nowhere.py', ['a'], ['b'])], { newFiles: false })).not.toContain('CREATE');
  });

  const REFUSED: [string, Block[], Partial<EditScope>, string][] = [
    ['over a file of the context', [create('lib/shapes.py')], {}, 'exists already; use CHANGE blocks'],
    ['over a file that was not shown', [create('setup.py')], {}, 'not among the files that you were shown'],
    ['where new files are not allowed', [create('n.py')], { newFiles: false }, 'new files are not allowed'],
    ["in the test script's place", [create('troop_check.py')], {}, 'the test script has that name'],
    ['twice', [create('n.py'), create('n.py')], {}, 'write it whole in one CREATE block'],
    ['and changed', [create('n.py'), change('n.py', ['a'], ['b'])], {}, 'write it whole in one CREATE block'],
    ['where a folder is', [create('lib')], {}, 'a path is a file or a folder'],
    ['below a file', [create('setup.py/n.py')], {}, 'a path is a file or a folder'],
    ['below another new file', [create('n'), create('n/m')], {}, 'a path is a file or a folder'],
  ];
  test.each(REFUSED)('are not created %s', (_, edit, over, message) => {
    expect(problems(edit, over)).toContain(message);
  });
});

const ESCAPES = [
  '../x',
  'lib/../../x',
  '/etc/passwd',
  'C:/x',
  '.git/config',
  'sub/.GIT/hooks/x',
  '.git ./x',
  'git~1/config',
  'lib\\x.py',
  'a\0b',
  'a\nb',
  './x',
  'lib//x',
  'lib/',
  '',
];
test.each(ESCAPES)('the path %j is refused for a change and for a new file', (path) => {
  expect(problems([create(path)])).toContain('cannot be edited');
  expect(problems([change(path, ['a'], ['b'])], { files: new Map([[path, 'a\n']]) })).toContain(
    'cannot be edited',
  );
});

test('paths that merely look odd are taken', () => {
  expect(problems([create('.gitignore'), create('a b.py'), create('..x/y'), create('ü.py')])).toBe('');
});

test('all problems of an edit are reported together', () => {
  const result = applyEdit(
    [create('../x'), change('lib/colours.py', ['RED = 1'], ['x']), change('lib/nowhere.py', ['a'], ['b'])],
    scope(),
  );
  expect(result.ok ? 0 : result.problems.length).toBe(3);
});
