import { UsageError } from './errors.ts';

export interface Language {
  readonly name: string;
  /** Ending of a test script's file name, without the dot. */
  readonly scriptEnding: string;
  /** Endings of source files, without the dot. */
  readonly sourceEndings: readonly string[];
}

const LANGUAGES: readonly Language[] = [
  { name: 'python', scriptEnding: 'py', sourceEndings: ['py', 'pyi', 'pyx', 'pxd'] },
  // .cjs: CommonJS whatever the repository's package.json says about its own files.
  { name: 'javascript', scriptEnding: 'cjs', sourceEndings: ['js', 'cjs', 'mjs', 'jsx'] },
  { name: 'typescript', scriptEnding: 'ts', sourceEndings: ['ts', 'cts', 'mts', 'tsx'] },
  { name: 'go', scriptEnding: 'go', sourceEndings: ['go'] },
  { name: 'rust', scriptEnding: 'rs', sourceEndings: ['rs'] },
  { name: 'java', scriptEnding: 'java', sourceEndings: ['java'] },
  { name: 'kotlin', scriptEnding: 'kts', sourceEndings: ['kt', 'kts'] },
  { name: 'scala', scriptEnding: 'scala', sourceEndings: ['scala', 'sc'] },
  { name: 'c', scriptEnding: 'c', sourceEndings: ['c', 'h'] },
  { name: 'c++', scriptEnding: 'cpp', sourceEndings: ['cpp', 'cc', 'cxx', 'hpp', 'hh', 'hxx', 'h', 'ipp'] },
  { name: 'c#', scriptEnding: 'csx', sourceEndings: ['cs', 'csx'] },
  { name: 'ruby', scriptEnding: 'rb', sourceEndings: ['rb', 'rake', 'gemspec'] },
  { name: 'php', scriptEnding: 'php', sourceEndings: ['php', 'inc', 'phtml'] },
  { name: 'perl', scriptEnding: 'pl', sourceEndings: ['pl', 'pm'] },
  { name: 'lua', scriptEnding: 'lua', sourceEndings: ['lua'] },
  { name: 'shell', scriptEnding: 'sh', sourceEndings: ['sh', 'bash', 'zsh'] },
  { name: 'elixir', scriptEnding: 'exs', sourceEndings: ['ex', 'exs'] },
  { name: 'erlang', scriptEnding: 'escript', sourceEndings: ['erl', 'hrl'] },
  { name: 'haskell', scriptEnding: 'hs', sourceEndings: ['hs', 'lhs'] },
  { name: 'ocaml', scriptEnding: 'ml', sourceEndings: ['ml', 'mli'] },
  { name: 'swift', scriptEnding: 'swift', sourceEndings: ['swift'] },
  { name: 'dart', scriptEnding: 'dart', sourceEndings: ['dart'] },
  { name: 'julia', scriptEnding: 'jl', sourceEndings: ['jl'] },
  { name: 'r', scriptEnding: 'R', sourceEndings: ['R', 'r'] },
  { name: 'clojure', scriptEnding: 'clj', sourceEndings: ['clj', 'cljs', 'cljc'] },
  { name: 'zig', scriptEnding: 'zig', sourceEndings: ['zig'] },
];

const ALIASES: Readonly<Record<string, string>> = {
  py: 'python',
  js: 'javascript',
  node: 'javascript',
  ts: 'typescript',
  golang: 'go',
  cpp: 'c++',
  cplusplus: 'c++',
  csharp: 'c#',
  bash: 'shell',
  sh: 'shell',
};

/** Throws a UsageError that lists the known names. */
export function languageOf(name: string): Language {
  const wanted = name.trim().toLowerCase();
  const found = LANGUAGES.find((language) => language.name === (ALIASES[wanted] ?? wanted));
  if (found) return found;
  const known = LANGUAGES.map((language) => language.name).join(', ');
  throw new UsageError(`unknown language "${name}"; known are ${known}`);
}

/** File name of a test script; it stands in the repository's root while it runs. */
export function scriptNameOf(language: string): string {
  return `troop_check.${languageOf(language).scriptEnding}`;
}

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
