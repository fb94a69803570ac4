import { C_TESTS } from './c-tests.ts';
import { calypsoCommands } from './calypso-commands.ts';
import { GO_TESTS } from './go-tests.ts';
import { JAVA_TESTS } from './java-tests.ts';
import { JAVASCRIPT_TESTS } from './javascript-tests.ts';
import { PHP_TESTS } from './php-tests.ts';
import { commandsOf, type RepositoryTests, type TestCommands } from './repository-tests.ts';
import { RUBY_TESTS } from './ruby-tests.ts';
import { RUST_TESTS } from './rust-tests.ts';
import { type ScriptSubject, scriptText, stateOfTree } from './script-text.ts';
import { type TestFile, testFiles } from './test-files.ts';

const TESTS: RepositoryTests = {
  ...C_TESTS,
  ...GO_TESTS,
  ...JAVA_TESTS,
  ...JAVASCRIPT_TESTS,
  ...PHP_TESTS,
  ...RUBY_TESTS,
  ...RUST_TESTS,
};

const CALYPSO = 'automattic/wp-calypso';

/** The repositories of Multimodal; the others are of Multilingual. */
const MULTIMODAL: ReadonlySet<string> = new Set([
  CALYPSO,
  'chartjs/chart.js',
  'diegomura/react-pdf',
  'markedjs/marked',
  'processing/p5.js',
]);

/** Multimodal's rows install again where the patch changed what the project depends on. */
const INSTALL_AGAIN =
  'if ! git diff --quiet HEAD -- package.json 2>/dev/null; then echo "package.json changed by patch; re-syncing dependencies"; export PUPPETEER_SKIP_DOWNLOAD=true PUPPETEER_SKIP_CHROMIUM_DOWNLOAD=true; if [ -f yarn.lock ]; then timeout 900 yarn install --silent > /dev/null 2>&1 || true; else timeout 900 npm install --silent > /dev/null 2>&1 || true; fi; chmod -R a+rX node_modules > /dev/null 2>&1 || true; fi';

/**
 * The eval script of an instance of Multilingual or Multimodal, or null for a repository or version not known. Its
 * form was held against published rows of marked, immutable-js and axios; how those write several test commands is
 * not known, so they stand one a line.
 */
export function multilingualScript(subject: ScriptSubject): string | null {
  const { repository, baseCommit, testPatch } = subject;
  const files = testFiles(testPatch);
  const commands = commandsFor(subject, files);
  if (commands === null) return null;
  const multimodal = MULTIMODAL.has(repository);
  const [command, ...more] = commands.tests;
  return scriptText({
    setUp: [
      'cd /testbed',
      'git config --global --add safe.directory /testbed',
      ...(multimodal ? ['source $NVM_DIR/nvm.sh'] : []),
      ...stateOfTree(baseCommit),
    ],
    reset: resetOf(baseCommit, files),
    testPatch,
    build: [...commands.build, ...(multimodal ? [INSTALL_AGAIN] : [])],
    tests: multimodal || more.length > 0 ? commands.tests : [`(${command}) | cat`],
  });
}

function commandsFor(
  { repository, version }: ScriptSubject,
  files: readonly TestFile[],
): TestCommands | null {
  if (repository === CALYPSO) return calypsoCommands(version, files);
  const facts = TESTS[repository];
  return facts === undefined ? null : commandsOf(facts, version);
}

/** Files of the base commit are put back, files that the patch brings are removed. */
function resetOf(baseCommit: string, files: readonly TestFile[]): string {
  const kept = files.flatMap(({ basePath }) => basePath ?? []);
  const brought = files.flatMap(({ path, basePath }) => (path === basePath ? [] : [path]));
  return [
    ...(kept.length > 0 ? [`git checkout ${baseCommit} ${kept.join(' ')}`] : []),
    ...(brought.length > 0 ? [`rm -f ${brought.join(' ')}`] : []),
  ].join(' && ');
}
