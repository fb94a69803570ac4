import { LANGUAGES } from './language-table.ts';

/**
 * Whether a path is source that a context may hold: an ending of `endings` (without dots; empty: those of any known
 * language), and neither a test nor vendored, generated or minified.
 */
export function isSourcePath(path: string, endings: readonly string[] = []): boolean {
  const wanted = endings.length > 0 ? endings : ALL_ENDINGS;
  return wanted.some((ending) => path.endsWith(`.${ending}`)) && !isTestPath(path) && !isVendoredPath(path);
}

const ALL_ENDINGS = [...new Set(LANGUAGES.flatMap((language) => language.sourceEndings))];

const TEST_FOLDERS = new Set(['tests', 'spec', 'specs', '__tests__', '__mocks__', 'testdata', 'test_data']);
// Deeper down these are often packages that a library ships (django/test, numpy/testing).
const TOP_TEST_FOLDERS = new Set(['test', 'testing', 'e2e', 'unittests']);
const TEST_FILES = [
  /^test_[^/]*\.py$/,
  /_test\.(py|go|rb|exs?|dart|c|cc|cpp)$/,
  /_spec\.(rb|lua|js|ts)$/,
  /[.-](test|spec)s?\.[cm]?[jt]sx?$/,
  /^conftest\.py$/,
  /(Test|Tests|IT|Spec)\.(java|kt|scala|groovy|cs|php|swift)$/,
];

/** Whether a path is a test by the customs of its language: by folder or by file name. */
export function isTestPath(path: string): boolean {
  const folders = path.split('/');
  const file = folders.pop() ?? '';
  if (folders.some((folder) => TEST_FOLDERS.has(folder))) return true;
  if (TOP_TEST_FOLDERS.has(folders[0] ?? '')) return true;
  if (`${folders.join('/')}/`.includes('src/test/')) return true;
  return TEST_FILES.some((pattern) => pattern.test(file));
}

const VENDORED_FOLDERS = new Set([
  'node_modules',
  'bower_components',
  'vendor',
  'vendored',
  '_vendor',
  'third_party',
  'third-party',
  'thirdparty',
  'extern',
  'externals',
  'site-packages',
  'dist',
  '__pycache__',
]);
const VENDORED_FILES = [
  /\.min\.(js|css|mjs|cjs)$/,
  /[.-]bundle\.js$/,
  /\.d\.ts\.map$/,
  /(_pb2(_grpc)?\.pyi?|\.pb\.(go|cc|h)|_generated\.\w+|\.generated\.\w+|\.g\.dart)$/,
  /^(parsetab|lextab)\.py$/,
  /^(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|uv\.lock|Pipfile\.lock|Cargo\.lock|go\.sum|composer\.lock|Gemfile\.lock)$/,
];

/** Whether a path is somebody else's code, generated, minified, or a lock file. */
export function isVendoredPath(path: string): boolean {
  const folders = path.split('/');
  const file = folders.pop() ?? '';
  return (
    folders.some((folder) => VENDORED_FOLDERS.has(folder)) ||
    VENDORED_FILES.some((pattern) => pattern.test(file))
  );
}
