import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { cacheDirectory } from '../../sandbox/cache-directory.ts';
import { installPackages } from '../../scripts/demo/packages.ts';
import { fetchSdist } from '../../scripts/dev-set/sdist.ts';
import type { Rules } from '../fake-server/rules.ts';
import { startFakeServer } from '../fake-server/start.ts';
import { everyFile, type OwnRepository, ownRepository } from '../support/own-repository.ts';
import { type Ran, troop } from '../support/run-main.ts';
import { JSONPOINTER, PARSE } from './solve-packages/replies.ts';
import { firstMissing, type WorkedExample, workedExample } from './solve-packages/worked-example.ts';

const CACHE = join(cacheDirectory(process.env), 'solve-packages');

async function jsonpointer(): Promise<string> {
  const modules = await installPackages(
    [
      {
        package: 'jsonpointer',
        version: '4.0.0',
        integrity:
          'sha512-BSyv7u/pT7TCkuAi6PK67D/qa8Q1cDCrh0SHkacQWs7yg2X84pz8b7SbBr3FLNrd8NDAUlInT+DNbR1N4RsT/A==',
      },
    ],
    CACHE,
  );
  return join(modules, 'jsonpointer');
}

async function parse(): Promise<string> {
  const sdist = await fetchSdist(
    {
      package: 'parse',
      sdist: 'parse-1.12.0.tar.gz',
      sha256: '1b68657434d371e5156048ca4a0c5aea5afc6ca59a2fea4dd1a575354f617142',
    },
    { cache: CACHE, signal: AbortSignal.timeout(60_000) },
  );
  const folder = await mkdtemp(join(tmpdir(), 'troop-parse-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  execFileSync('tar', ['-xzf', sdist, '-C', folder, '--no-same-owner']);
  return join(folder, 'parse-1.12.0');
}

/** The command of the page as it stands, on the package and with the issue of the page; the model's address alone is ours. */
async function solve(own: OwnRepository, { command }: WorkedExample, rules: Rules): Promise<Ran> {
  const server = await startFakeServer(rules);
  onTestFinished(() => server.stop());
  const places = new Map([
    ['--repo', own.directory],
    ['--issue', own.issueFile],
  ]);
  const argv = command.map((word, place) => places.get(command[place - 1] ?? '') ?? word);
  return troop(argv, {
    ANTHROPIC_API_KEY: 'none',
    ANTHROPIC_BASE_URL: server.url,
    XDG_STATE_HOME: join(own.folder, 'state'),
    TROOP_CACHE: join(own.folder, 'cache'),
  });
}

describe('an issue of a package from a registry is solved as the page says', () => {
  test('in JavaScript, on a branch', async () => {
    const example = workedExample('jsonpointer');
    const own = await ownRepository('jsonpointer', await jsonpointer(), example.issue);
    const before = everyFile(own.directory).filter((file) => !file.startsWith('/.git/'));
    const { status, stdout, stderr } = await solve(own, example, JSONPOINTER);
    expect(firstMissing(example.output, stdout), `${stdout}\n${stderr}`).toBeNull();
    expect(status).toBe(0);
    expect(everyFile(own.directory).filter((file) => !file.startsWith('/.git/'))).toEqual(before);
    expect(own.git('status', '--porcelain')).toBe('');
    own.git('checkout', '--quiet', 'fix/pollution');
    const check =
      "const { set } = require('./jsonpointer'); set({ a: {} }, '/a/__proto__/x', 1); console.log({}.x)";
    expect(execFileSync('node', ['-e', check], { cwd: own.directory, encoding: 'utf8' })).toBe('undefined\n');
    expect(execFileSync('node', ['test.js'], { cwd: own.directory, encoding: 'utf8' })).toBe(
      'All tests pass.\n',
    );
  }, 120_000);

  test('in Python, in the work tree', async () => {
    const example = workedExample('parse');
    const own = await ownRepository('parse', await parse(), example.issue);
    const { status, stdout, stderr } = await solve(own, example, PARSE);
    expect(firstMissing(example.output, stdout), `${stdout}\n${stderr}`).toBeNull();
    expect(status).toBe(0);
    expect(own.git('status', '--porcelain')).toBe(' M parse.py\n');
    expect(readFileSync(join(own.directory, 'parse.py'), 'utf8')).toMatch(
      /'''\n {4}return Parser\(format, extra_types=extra_types, case_sensitive=case_sensitive\)\n/,
    );
  }, 120_000);
});

test('control: an output that lacks a line of the page, or has it elsewhere, is told', () => {
  const page = ['a ... c', '...', 'd'];
  expect(firstMissing(page, 'a b c\nx\nd\n')).toBeNull();
  expect(firstMissing(page, 'd\na b c\n')).toBe('d');
  expect(firstMissing(page, 'a b\nd\n')).toBe('a ... c');
});
