import { spawnSync } from 'node:child_process';
import { appendFile, chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { MachineryError } from '../../domain/errors.ts';
import { parsePredictions } from '../../pipeline/predictions.ts';
import { recordExitCode } from '../../pipeline/swebench/grade-cell.ts';
import { readOracle } from '../../pipeline/swebench/oracle.ts';
import { readIssues } from '../../pipeline/swebench/rows.ts';
import { type GradeReport, judgeLog } from '../../pipeline/swebench/verdict.ts';
import { type DemoCase, readCases } from '../../scripts/demo/cases.ts';
import { type DemoInput, prepareInput } from '../../scripts/demo/input.ts';
import { installPackages } from '../../scripts/demo/packages.ts';
import { makeRepository } from '../../scripts/demo/repository.ts';
import { COOKIE_FIXES } from './demo-fixes/cookie-fixes.ts';
import type { Fix } from './demo-fixes/fix.ts';
import { MINIMIST_FIXES } from './demo-fixes/minimist-fixes.ts';
import { PATH_PARSE_FIXES } from './demo-fixes/path-parse-fixes.ts';

const CASES = fileURLToPath(new URL('../../scripts/demo/cases', import.meta.url));
const PATH = process.env.PATH ?? '';
const FIXES = new Map([
  ['minimist', MINIMIST_FIXES],
  ['cookie', COOKIE_FIXES],
  ['path-parse', PATH_PARSE_FIXES],
]);
const UNREACHABLE = 'http://127.0.0.1:9/';

const cases = await readCases(CASES);
const scratch = await mkdtemp(join(tmpdir(), 'troop-demo-test-'));
const cacheDirectory = join(scratch, 'cache');
const absence = await registryAbsence();
if (absence)
  process.stderr.write(`skipped, the npm registry does not answer: the demo's input (${absence})\n`);

afterAll(() => rm(scratch, { recursive: true, force: true }));

describe.skipIf(absence)('the demo input, from the registry', () => {
  let dataset: string;
  let predictions: string;

  beforeAll(async () => {
    ({ dataset, predictions } = await prepareInput({
      casesDirectory: CASES,
      directory: join(scratch, 'input'),
      cacheDirectory,
      path: PATH,
    }));
  });

  test('its data set reads as three issues, each with a repository at its base commit', async () => {
    const { issues, problems } = await readIssues(dataset);
    expect(problems).toEqual([]);
    expect(cases.map((one) => one.package).sort()).toEqual([...FIXES.keys()].sort());
    expect(issues.map((issue) => issue.instanceId).sort()).toEqual(cases.map((one) => one.instanceId).sort());
    for (const { repository, baseCommit, runCommand } of issues) {
      expect(git(repository, 'rev-parse', 'HEAD')).toBe(baseCommit);
      expect(git(repository, 'status', '--porcelain', '--ignored')).toBe('');
      expect(runCommand).toBe('node {script}');
    }
  });

  test('it can be made again in the same place, without the registry', async () => {
    vi.stubEnv('npm_config_registry', UNREACHABLE);
    try {
      const places = { casesDirectory: CASES, directory: join(scratch, 'again'), cacheDirectory, path: PATH };
      const first = await contents(await prepareInput(places));
      expect(await contents(await prepareInput(places))).toEqual(first);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('a package changed in the cache is refused, with the folder to delete', async () => {
    const altered = join(scratch, 'altered-cache');
    await cp(cacheDirectory, altered, { recursive: true });
    for (const installed of await readdir(altered)) {
      await appendFile(join(altered, installed, 'node_modules', 'cookie', 'index.js'), '\n');
    }
    const places = {
      casesDirectory: CASES,
      directory: join(scratch, 'altered'),
      cacheDirectory: altered,
      path: PATH,
    };
    await expect(prepareInput(places)).rejects.toThrow(
      /cookie 0\.6\.0 became commit [0-9a-f]{40} .*Delete .*altered-cache/s,
    );
  });

  test('a tarball with another hash is refused', async () => {
    const [first, ...others] = cases;
    if (!first) throw new Error('no case');
    const wrong = [{ ...first, integrity: others[0]?.integrity ?? '' }];
    await expect(installPackages(wrong, join(scratch, 'wrong-hash'))).rejects.toThrow(
      /EINTEGRITY.*other bytes/s,
    );
  });

  describe.each(cases)('$instanceId', (one) => {
    test('base fails exactly the tests that a fix must pass', async () => {
      const report = await grade(one, async () => {});
      expect(report).toMatchObject({
        verdict: 'unresolved',
        cause: null,
        failToPass: { success: [], failure: one.failToPass },
        passToPass: { success: one.passToPass, failure: [] },
      });
      expect(Object.keys(report.statuses).sort()).toEqual([...one.failToPass, ...one.passToPass].sort());
    });

    test('the gold patch resolves', async () => {
      const report = await grade(one, async (directory) => {
        const { goldPatch } = await readOracle(dataset, one.instanceId);
        await writeFile(join(scratch, 'gold.patch'), goldPatch);
        git(directory, 'apply', join(scratch, 'gold.patch'));
      });
      expect(failures(report)).toEqual([]);
      expect(report.verdict).toBe('resolved');
    });

    test('the published fix does not resolve, as the one written like it', async () => {
      const published = parsePredictions(await readFile(predictions, 'utf8'), predictions).find(
        (prediction) => prediction.instance_id === one.instanceId,
      );
      const alike = FIXES.get(one.package)?.find((fix) => fix.title.includes('the published fix'));
      const report = await grade(one, async (directory) => {
        await writeFile(join(scratch, 'published.patch'), published?.model_patch ?? '');
        git(directory, 'apply', join(scratch, 'published.patch'));
      });
      expect(report.verdict).toBe('unresolved');
      expect(failures(report)).toEqual(expect.arrayContaining([...(alike?.caughtBy ?? ['a fix like it'])]));
    });

    test.each(FIXES.get(one.package) ?? [])('$title', async (fix) => {
      const report = await grade(one, (directory) => apply(fix, directory));
      expect(report.verdict).toBe(fix.caughtBy.length > 0 ? 'unresolved' : 'resolved');
      expect(failures(report)).toEqual(expect.arrayContaining([...fix.caughtBy]));
      if (fix.caughtBy.length === 0) expect(failures(report)).toEqual([]);
    });

    test('code that cannot be loaded is unresolved', async () => {
      const file = FIXES.get(one.package)?.[0]?.file ?? '';
      const report = await grade(one, (directory) => appendFile(join(directory, file), '\n}{\n'));
      expect(report.verdict).toBe('unresolved');
    });
  });

  /** Runs the eval script on a changed copy of the repository and judges its log. */
  async function grade(one: DemoCase, change: (directory: string) => Promise<void>): Promise<GradeReport> {
    const directory = await mkdtemp(join(scratch, 'copy-'));
    await cp(join(scratch, 'input', one.package), directory, { recursive: true });
    await change(directory);
    const oracle = await readOracle(dataset, one.instanceId);
    const script = `exec 2>&1\n${recordExitCode(oracle.evalScript)}`;
    const { stdout } = spawnSync('bash', ['-c', script], {
      cwd: directory,
      encoding: 'utf8',
      timeout: 25_000,
    });
    return judgeLog(stdout, oracle);
  }
});

test('a registry that does not answer is named with what to do', async () => {
  vi.stubEnv('npm_config_registry', UNREACHABLE);
  vi.stubEnv('npm_config_cache', join(scratch, 'empty-npm-cache'));
  try {
    const error = await installPackages(cases, join(scratch, 'no-registry')).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(MachineryError);
    expect(String(error)).toMatch(/minimist@1\.2\.5.*npm: ECONNREFUSED.*`npm ping`/s);
  } finally {
    vi.unstubAllEnvs();
  }
});

test('a commit id depends on names, bytes and message alone', async () => {
  const ids = [];
  for (const [name, mode] of [
    ['plain', 0o644],
    ['executable', 0o755],
  ] as const) {
    const source = join(scratch, `tree-${name}`);
    await mkdir(source, { recursive: true });
    await writeFile(join(source, 'a.txt'), 'one\r\ntwo\n');
    await writeFile(join(source, '.gitattributes'), '* text eol=lf\n');
    await writeFile(join(source, '.gitignore'), 'a.txt\n');
    await chmod(join(source, 'a.txt'), mode);
    vi.stubEnv('GIT_AUTHOR_NAME', name);
    vi.stubEnv('GIT_DIR', join(scratch, 'elsewhere'));
    const directory = join(scratch, `repository-${name}`);
    ids.push(await makeRepository({ source, directory, message: 'a tree', path: PATH }));
    vi.unstubAllEnvs();
    expect(git(directory, 'cat-file', '-s', 'HEAD:a.txt')).toBe('9');
  }
  expect(ids).toEqual(Array(2).fill('989cfd9791c270fc5fe5cab7cf30c828e2d10e89'));
});

async function contents({ dataset, predictions }: DemoInput): Promise<string[]> {
  return [await readFile(dataset, 'utf8'), await readFile(predictions, 'utf8')];
}

async function apply(fix: Fix, directory: string): Promise<void> {
  const path = join(directory, fix.file);
  let text = await readFile(path, 'utf8');
  for (const [search, replace] of fix.replacements) {
    expect(text.split(search).length, `places of ${search}`).toBe(2);
    text = text.replace(search, () => replace);
  }
  await writeFile(path, text);
}

function failures(report: GradeReport): string[] {
  return [...report.failToPass.failure, ...report.passToPass.failure];
}

function git(directory: string, ...args: string[]): string {
  const { stdout, stderr, status } = spawnSync('git', args, { cwd: directory, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
  return stdout.trim();
}

/** Why the registry cannot be used, or null; in CI its absence is a failure like any other. */
async function registryAbsence(): Promise<string | null> {
  if (process.env.CI) return null;
  try {
    await installPackages(cases, cacheDirectory);
    return null;
  } catch (error) {
    if (error instanceof MachineryError && error.transient) return error.message.split('\n')[0] ?? '';
    throw error;
  }
}
