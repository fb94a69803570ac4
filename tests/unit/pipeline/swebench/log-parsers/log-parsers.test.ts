import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  LOG_PARSER_NAMES,
  LOG_PARSERS,
  type LogParserName,
} from '../../../../../pipeline/swebench/log-parsers/registry.ts';

function statuses(parser: LogParserName, ...lines: string[]): Record<string, string> {
  return Object.fromEntries(LOG_PARSERS[parser](lines.join('\n')));
}

describe('Django', () => {
  test('a docstring names its test, by the line that ends with the result', () => {
    expect(
      statuses(
        'parse_log_django',
        'test_a (m.C) ... ok',
        'test_b (m.C)',
        'Says what b does. ... ok',
        "test_c (m.C) ... skipped 'no database'",
        'test_d (m.C) ... FAIL',
        'ERROR: test_e (m.C)',
      ),
    ).toEqual({
      'test_a (m.C)': 'PASSED',
      'Says what b does.': 'PASSED',
      'test_c (m.C)': 'SKIPPED',
      'test_d (m.C)': 'FAILED',
      test_e: 'ERROR',
    });
  });

  test('output between the dots and the result does not hide the result', () => {
    const chatter = ['test_a (m.C) ... Creating table x', 'Applying x.0001... OK', 'ok'];
    expect(statuses('parse_log_django', ...chatter)['test_a (m.C)']).toBe('PASSED');
  });

  test('a log full of unfinished messages is read in a moment', () => {
    const log = 'x ... Testing against Django installed in y\n'.repeat(100_000);
    const began = performance.now();
    LOG_PARSERS.parse_log_django(log);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('sympy', () => {
  test('a heading of a failure names file and test', () => {
    expect(
      statuses('parse_log_sympy', 'test_a ok', 'test_b F', 'test_c E', '____ sympy/x/test_y.py:test_b ____'),
    ).toEqual({ 'sympy/x/test_y.py:test_b': 'FAILED', test_a: 'PASSED', test_b: 'FAILED', test_c: 'ERROR' });
  });

  test('finds what the official pattern finds', () => {
    const part = fc.constantFrom('_', '__', ' ', '.py:', 'a', 'test_x', '.py', ':');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 14 }), (parts) => {
        const line = parts.join('');
        const official = [...line.matchAll(/(_*) (.*)\.py:(.*) (_*)/g)].map(
          ([, , file, name]) => `${file}.py:${name}`,
        );
        const ours = [...LOG_PARSERS.parse_log_sympy(line)].filter(([, status]) => status === 'FAILED');
        expect(ours.map(([id]) => id).filter((id) => id.includes('.py:'))).toEqual([...new Set(official)]);
      }),
    );
  });

  test('a line of a million underscores is read in a moment', () => {
    const began = performance.now();
    LOG_PARSERS.parse_log_sympy(`${'_'.repeat(1_000_000)} x`);
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('pytest', () => {
  test('the message of a failure is no part of the id', () => {
    const line = 'FAILED t.py::a - assert 1 == 2';
    expect(statuses('parse_log_pytest', line)).toEqual({ 't.py::a': 'FAILED' });
    expect(statuses('parse_log_sphinx', line)).toEqual({ 't.py::a': 'FAILED' });
  });

  test('a count of skips is no test', () => {
    for (const parser of ['parse_log_pytest', 'parse_log_pylint', 'parse_log_sphinx'] as const) {
      expect(statuses(parser, 'SKIPPED [3] t.py:4: no network')).toEqual({});
    }
  });

  test('a parameter that is a path keeps its last part only', () => {
    expect(statuses('parse_log_pylint', 'PASSED t.py::a[/tmp/x/y.py]', 'PASSED t.py::a[//b/c]')).toEqual({
      't.py::a[/y.py]': 'PASSED',
      't.py::a[//b/c]': 'PASSED',
    });
  });

  test('colours and progress lines of older versions are understood', () => {
    expect(statuses('parse_log_sphinx', '\x1b[32mPASSED\x1b[0m t.py::a', 't.py::b c PASSED')).toEqual({
      't.py::a': 'PASSED',
      't.py::b c': 'PASSED',
    });
  });
});

describe('TAP', () => {
  const LOG = [
    'TAP version 13',
    '# Subtest: parse',
    '    # Subtest: is quick',
    '    ok 1 - is quick',
    '    # Subtest: ends',
    '    not ok 2 - ends',
    '    1..2',
    'not ok 1 - parse',
    '# Subtest: is \\# escaped',
    'ok 2 - is \\# escaped',
    '# Subtest: later',
    'ok 3 - later # SKIP no time',
    'not ok 4 - some day # TODO',
    '# tests 5',
  ];

  test('of any runner names a test by all that follows the number', () => {
    expect(statuses('parse_log_tap', ...LOG)).toMatchObject({ '- is quick': 'PASSED', '- ends': 'FAILED' });
    expect(statuses('parse_log_tap', 'ok 1 suite adds up')).toEqual({ 'suite adds up': 'PASSED' });
  });

  test('of Node names a subtest by the way to it', () => {
    expect(statuses('parse_log_node_test', ...LOG)).toEqual({
      'parse > is quick': 'PASSED',
      'parse > ends': 'FAILED',
      parse: 'FAILED',
      'is # escaped': 'PASSED',
      later: 'SKIPPED',
      'some day': 'XFAIL',
    });
  });
});

test('a parser reads a log or refuses it as unreadable, whatever the log', () => {
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'FAIL:',
      'ERROR: ',
      ' ... ok',
      'FAILED',
      'ok 1',
      '<doctest>',
      'Starting browser',
      '  1) a',
    ),
  );
  fc.assert(
    fc.property(fc.array(line), fc.constantFrom(...LOG_PARSER_NAMES), (lines, parser) => {
      expect(endOf(() => LOG_PARSERS[parser](lines.join('\n')))).toMatch(/^(read|UnreadableLog)$/);
    }),
  );
  expect(endOf(() => LOG_PARSERS.parse_log_django('FAIL:'))).toBe('UnreadableLog');
});

function endOf(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    return error instanceof Error ? error.name : 'something else';
  }
}
