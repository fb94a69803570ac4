import { PYTHON_TESTS } from './python-tests.ts';
import { type ScriptSubject, scriptText, stateOfTree } from './script-text.ts';
import { testFiles } from './test-files.ts';

const ACTIVATE = ['source /opt/miniconda3/bin/activate', 'conda activate testbed'];

/** Files of these endings are put in place for the tests, and are no tests. */
const NO_TESTS = ['.json', '.png', 'csv', '.txt', '.md', '.jpg', '.jpeg', '.pkl', '.yml', '.yaml', '.toml'];

/** The eval script of an instance of the Python data sets, or null for a repository or version not known. */
export function pythonScript(subject: ScriptSubject): string | null {
  const { repository, version, baseCommit, testPatch } = subject;
  const facts = PYTHON_TESTS[repository]?.find(({ versions }) => versions.split(' ').includes(version));
  if (facts === undefined) return null;
  const paths = testFiles(testPatch).map(({ path }) => path);
  return scriptText({
    setUp: [
      ...ACTIVATE,
      'cd /testbed',
      ...(facts.prepare ?? []),
      'git config --global --add safe.directory /testbed',
      'cd /testbed',
      ...stateOfTree(baseCommit),
      ...ACTIVATE,
      facts.install,
    ],
    // Files that the patch brings are named too, as in the published rows; git then puts back nothing at all.
    reset: `git checkout ${baseCommit} ${paths.join(' ')}`,
    testPatch,
    build: [],
    tests: [[facts.test, ...directives(repository, paths)].join(' ')],
  });
}

/** What the test command is given of the test patch: its test files; Django's runner wants modules. */
function directives(repository: string, paths: readonly string[]): string[] {
  const tests = paths.filter((path) => !NO_TESTS.some((ending) => path.endsWith(ending)));
  if (repository !== 'django/django') return tests;
  return tests.map((path) =>
    path
      .replace(/\.py$/, '')
      .replace(/^tests\//, '')
      .replaceAll('/', '.'),
  );
}
