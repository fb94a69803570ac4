import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { findLanguage } from '../../../../domain/language.ts';
import { C_TESTS } from '../../../../pipeline/swebench/older-rows/c-tests.ts';
import { GO_TESTS } from '../../../../pipeline/swebench/older-rows/go-tests.ts';
import { JAVA_TESTS } from '../../../../pipeline/swebench/older-rows/java-tests.ts';
import { JAVASCRIPT_TESTS } from '../../../../pipeline/swebench/older-rows/javascript-tests.ts';
import { PHP_TESTS } from '../../../../pipeline/swebench/older-rows/php-tests.ts';
import { PYTHON_TESTS } from '../../../../pipeline/swebench/older-rows/python-tests.ts';
import { RUBY_TESTS } from '../../../../pipeline/swebench/older-rows/ruby-tests.ts';
import { RUST_TESTS } from '../../../../pipeline/swebench/older-rows/rust-tests.ts';
import { type Columns, completeRow } from '../../../../pipeline/swebench/older-rows.ts';
import { repositoryOf } from '../../../../pipeline/swebench/repositories.ts';

const COMMIT = 'd16bfe05a744909de4b27f5875fe0d4ed41ce607';

/** A changed file, one that the patch brings without a line in it, and one that is no test. */
const TEST_PATCH = [
  'diff --git a/tests/forms/test_a.py b/tests/forms/test_a.py',
  '--- a/tests/forms/test_a.py',
  '+++ b/tests/forms/test_a.py',
  '@@ -1 +1 @@',
  '-diff --git a/no/header b/no/header',
  '+# new file mode is no header either',
  'diff --git a/tests/forms/new/__init__.py b/tests/forms/new/__init__.py',
  'new file mode 100644',
  'diff --git a/tests/forms/a.json b/tests/forms/a.json',
  '--- a/tests/forms/a.json',
  '+++ b/tests/forms/a.json',
  '@@ -1 +1 @@',
  '-1',
  '+2',
  '',
].join('\n');

const ROW = {
  instance_id: 'django__django-11001',
  repo: 'django/django',
  version: '3.0',
  base_commit: COMMIT,
  test_patch: TEST_PATCH,
};

function completed(columns: Columns): Columns {
  const result = completeRow(columns);
  if (!result.ok) throw new Error(`${result.field}: ${result.message}`);
  return result.columns;
}

function scriptOf(columns: Columns): string[] {
  return String(completed(columns).eval_script).split('\n');
}

/** Every repository and version that has a test command. */
const KNOWN = [
  ...Object.entries(PYTHON_TESTS).map(
    ([repo, facts]) => [repo, facts.map(({ versions }) => versions)] as const,
  ),
  ...[C_TESTS, GO_TESTS, JAVA_TESTS, JAVASCRIPT_TESTS, PHP_TESTS, RUBY_TESTS, RUST_TESTS].flatMap((tests) =>
    Object.entries(tests).map(
      ([repo, facts]) => [repo, facts.flatMap((one) => Object.keys(one.tests))] as const,
    ),
  ),
].map(([repo, versions]) => ({ repo, versions: versions.join(' ').split(' ') }));

describe('an older row', () => {
  test('gets image, parser, type and script, and keeps what it has', () => {
    const { eval_script, ...columns } = completed(ROW);
    expect(columns).toEqual({
      ...ROW,
      image: 'swebench/sweb.eval.x86_64.django_1776_django-11001:latest',
      log_parser: 'parse_log_django',
      eval_type: 'pass_and_fail',
    });
    expect(String(eval_script).split('\n')).toEqual([
      '#!/bin/bash',
      'set -uxo pipefail',
      'source /opt/miniconda3/bin/activate',
      'conda activate testbed',
      'cd /testbed',
      "sed -i '/en_US.UTF-8/s/^# //g' /etc/locale.gen && locale-gen",
      'export LANG=en_US.UTF-8',
      'export LANGUAGE=en_US:en',
      'export LC_ALL=en_US.UTF-8',
      'git config --global --add safe.directory /testbed',
      'cd /testbed',
      'git status',
      'git show',
      `git -c core.fileMode=false diff ${COMMIT}`,
      'source /opt/miniconda3/bin/activate',
      'conda activate testbed',
      'python -m pip install -e .',
      `git checkout ${COMMIT} tests/forms/test_a.py tests/forms/new/__init__.py tests/forms/a.json`,
      "git apply -v - <<'EOF_114329324912'",
      ...TEST_PATCH.split('\n'),
      'EOF_114329324912',
      ": '>>>>> Start Test Output'",
      './tests/runtests.py --verbosity 2 --settings=test_sqlite --parallel 1 forms.test_a forms.new.__init__',
      ": '>>>>> End Test Output'",
      `git checkout ${COMMIT} tests/forms/test_a.py tests/forms/new/__init__.py tests/forms/a.json`,
      '',
    ]);
  });

  test('of another generation of one column keeps the others byte for byte', () => {
    const own = { ...ROW, eval_script: 'mine', log_parser: 'parse_log_pytest', image: '' };
    expect(completed(own)).toEqual({ ...own, eval_type: 'pass_and_fail' });
    const whole = { ...own, eval_type: 'fail_only', repo: 'nobody/knows' };
    expect(completed(whole)).toBe(whole);
  });

  test('names its test files to runners other than Django’s as they are', () => {
    const script = scriptOf({ ...ROW, repo: 'pytest-dev/pytest', version: '5.4' });
    expect(script).toContain('pytest -rA tests/forms/test_a.py tests/forms/new/__init__.py');
  });

  test('of another language puts changed files back and takes new ones away', () => {
    const script = scriptOf({ ...ROW, repo: 'axios/axios', version: 5085 });
    const reset = `git checkout ${COMMIT} tests/forms/test_a.py tests/forms/a.json && rm -f tests/forms/new/__init__.py`;
    expect(script.filter((line) => line === reset)).toHaveLength(2);
    expect(script).toContain('(npx mocha -R tap test/unit/regression/bugs.js) | cat');
    expect(script).not.toContain('conda activate testbed');
  });

  test('of Multimodal runs in its Node and installs again what a patch changed', () => {
    const row = completed({ ...ROW, repo: 'markedjs/marked', version: '5.0' });
    expect(row).toMatchObject({ log_parser: 'parse_log_marked', eval_type: 'fail_only' });
    const script = String(row.eval_script).split('\n');
    expect(script).toContain('source $NVM_DIR/nvm.sh');
    expect(script.some((line) => line.startsWith('if ! git diff --quiet HEAD -- package.json'))).toBe(true);
    expect(script).toContain('./node_modules/.bin/jasmine --no-color --config=jasmine.json');
  });

  test('that renames a file puts the old one back and takes the new one away', () => {
    const test_patch =
      'diff --git a/old.js b/new.js\nsimilarity index 100%\nrename from old.js\nrename to new.js\n';
    expect(scriptOf({ ...ROW, repo: 'axios/axios', version: '5085', test_patch })).toContain(
      `git checkout ${COMMIT} old.js && rm -f new.js`,
    );
  });

  test('of calypso has a command for each test file, by the folder that it is in', () => {
    const paths = [
      'client/a/test/index.js',
      'packages/b/__snapshots__/x.js.snap',
      'test/e2e/c.js',
      'docs/d.md',
    ];
    const test_patch = paths.map((path) => `diff --git a/${path} b/${path}\n`).join('');
    const testsOf = (version: string) => {
      const script = scriptOf({ ...ROW, repo: 'Automattic/wp-calypso', version, test_patch });
      return script.slice(
        script.indexOf(": '>>>>> Start Test Output'") + 1,
        script.indexOf(": '>>>>> End Test Output'"),
      );
    };
    expect(testsOf('10.16.3')).toEqual([
      "./node_modules/.bin/jest --verbose -c=test/client/jest.config.js 'client/a/test/index.js'",
      "./node_modules/.bin/jest --verbose -c=test/packages/jest.config.js 'packages/b'",
      'cd test/e2e',
      'NODE_CONFIG_ENV=test npm run test test/e2e/c.js',
      'cd ../..',
    ]);
    expect(testsOf('8.9.1')[0]).toContain('-c=test/client/jest.config.json ');
    expect(testsOf('6.1.0')[0]).toBe("npm run test-client --verbose 'client/a/test/index.js'");
  });

  test.each([
    ['log_parser', 'no log parser is known for nobody/knows', { repo: 'nobody/knows' }],
    ['log_parser', 'repo is missing too', { repo: undefined }],
    ['eval_script', 'no test command is known for django/django 9.9', { version: '9.9' }],
    [
      'eval_script',
      'no test command is known for Automattic/wp-calypso 1',
      { repo: 'Automattic/wp-calypso', version: '1' },
    ],
    ['eval_script', 'no test command is known for eslint/eslint 3.0', { repo: 'eslint/eslint' }],
    ['eval_script', 'version is missing too', { version: null }],
    ['eval_script', 'base_commit is missing too', { base_commit: '' }],
    ['eval_script', 'test_patch is missing too', { test_patch: '' }],
    ['eval_script', 'test_patch is not a text', { test_patch: ['x'] }],
    ['eval_script', 'test_patch names no file', { test_patch: 'no patch' }],
    ['image', 'instance_id is missing too', { instance_id: undefined }],
  ])('without %s that cannot be made says so: %s', (field, because, change) => {
    expect(completeRow({ ...ROW, ...change })).toEqual({
      ok: false,
      field,
      message: `missing, and cannot be made: ${because}`,
    });
  });
});

describe('what is known of repositories', () => {
  test('covers the Python, Multilingual and Multimodal data sets', () => {
    expect(KNOWN).toHaveLength(63);
    expect(KNOWN.flatMap(({ versions }) => versions)).toHaveLength(640);
  });

  test('is a parser and a language for each that has a test command', () => {
    const unknown = KNOWN.filter(({ repo }) => {
      const language = repositoryOf(repo.toUpperCase())?.language;
      return language === undefined || findLanguage(language)?.name !== language;
    });
    expect(unknown).toEqual([]);
    expect(repositoryOf('nobody/knows')).toBeNull();
  });

  test('makes a script of every version, which bash can parse', () => {
    const scripts = KNOWN.flatMap(({ repo, versions }) =>
      versions.map((version) => String(completed({ ...ROW, repo, version }).eval_script)),
    );
    const odd = scripts.filter(
      (script) =>
        script.split(">>>>> Start Test Output'\n").length !== 2 ||
        script.split("\n: '>>>>> End Test Output'\n").length !== 2 ||
        script.includes('undefined') ||
        script.includes('{}'),
    );
    expect(odd).toEqual([]);
    // In functions, so that one bash reads them all.
    const bodies = [...new Set(scripts)].map((script, index) => `f${index}() {\n${script}}\n`).join('');
    expect(parseError(bodies)).toBe('');
    expect(parseError(bodies.replace("'>>>>> End", "'>>>>> 'End"))).not.toBe('');
  });
});

function parseError(script: string): string {
  try {
    execFileSync('bash', ['-n'], { input: script, stdio: ['pipe', 'pipe', 'pipe'] });
    return '';
  } catch (error) {
    return String(error);
  }
}
