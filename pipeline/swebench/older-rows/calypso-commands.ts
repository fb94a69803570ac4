import type { TestCommands } from './repository-tests.ts';
import type { TestFile } from './test-files.ts';

/** Versions of calypso are those of Node; each group runs jest in its own way. */
const BY_NPM =
  '0.8 4.2.3 4.3.0 5.10.1 5.11.1 6.1.0 6.7.0 6.9.0 6.9.1 6.9.4 6.10.0 6.10.2 6.10.3 6.11.1 6.11.2';
const BY_JSON_CONFIG = '6.11.5 8.9.1 8.9.3 8.9.4 8.11.0 8.11.2 10.4.1 10.5.0 10.6.0 10.9.0';
const BY_SCRIPT_CONFIG = '10.10.0 10.12.0 10.13.0 10.14.0 10.15.2 10.16.3';

/** What calypso runs: a command for each test file, made for the folder that the file is in. */
export function calypsoCommands(version: string, files: readonly TestFile[]): TestCommands | null {
  const run = runnerOf(version);
  if (run === null) return null;
  const paths = files.map(({ path }) => path.replace(/\/__snapshots__\/[^/]*\.js\.snap$/, ''));
  return { build: [], tests: paths.flatMap((path) => commandsFor(path, run)) };
}

type Runner = (part: string, path: string) => string;

function runnerOf(version: string): Runner | null {
  if (BY_NPM.split(' ').includes(version)) return (part, path) => `npm run test-${part} --verbose '${path}'`;
  const ending = configEnding(version);
  if (ending === null) return null;
  return (part, path) => `./node_modules/.bin/jest --verbose -c=test/${part}/jest.config.${ending} '${path}'`;
}

function configEnding(version: string): string | null {
  if (BY_JSON_CONFIG.split(' ').includes(version)) return 'json';
  return BY_SCRIPT_CONFIG.split(' ').includes(version) ? 'js' : null;
}

function commandsFor(path: string, run: Runner): string[] {
  if (/^(client|packages)/.test(path)) return [run(path.split('/')[0] ?? '', path)];
  if (!path.startsWith('test/e2e')) return [];
  return ['cd test/e2e', `NODE_CONFIG_ENV=test npm run test ${path}`, 'cd ../..'];
}
