import { expect, test } from 'vitest';
import { isSourcePath, isTestPath, isVendoredPath } from '../../../domain/source-path.ts';

test.each([
  'tests/a.py',
  'pkg/core/tests/helper.py',
  'test/a.js',
  'testing/a.py',
  'src/__tests__/a.js',
  'spec/a.rb',
  'src/test/java/A.java',
  'pkg/test_a.py',
  'pkg/a_test.go',
  'lib/a.test.tsx',
  'lib/a.spec.mjs',
  'pkg/conftest.py',
  'pkg/UserTests.cs',
])('%s is a test', (path) => {
  expect(isTestPath(path)).toBe(true);
});

test.each([
  'django/test/client.py',
  'numpy/testing/utils.py',
  'lib/latest.js',
  'lib/contest.py',
  'src/testament/a.rs',
  'lib/inspect.js',
])('%s is no test', (path) => {
  expect(isTestPath(path)).toBe(false);
});

test.each([
  'node_modules/a/index.js',
  'a/vendor/b.go',
  'third_party/x.c',
  'dist/a.js',
  'lib/jquery.min.js',
  'package-lock.json',
  'api/a_pb2.py',
])('%s is vendored or generated', (path) => {
  expect(isVendoredPath(path)).toBe(true);
});

test('source is of a wanted ending, or of any known language, and nothing else', () => {
  const paths = ['a.py', 'b.js', 'README.md', 'tests/a.py', 'vendor/a.py', 'c.rs', 'noending'];
  expect(paths.filter((path) => isSourcePath(path))).toEqual(['a.py', 'b.js', 'c.rs']);
  expect(paths.filter((path) => isSourcePath(path, ['py']))).toEqual(['a.py']);
  expect(paths.filter((path) => isSourcePath(path, ['md']))).toEqual(['README.md']);
});
