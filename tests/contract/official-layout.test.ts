import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../db/open-store.ts';
import { packText } from '../../db/packed-text.ts';
import { configSchema } from '../../domain/config.ts';
import type { Cell, CellResult } from '../../domain/execution.ts';
import type { Issue } from '../../domain/issue.ts';
import type { SandboxEngine } from '../../domain/sandbox.ts';
import { limitsOf, packPatch, runAgentCells, testCell } from '../../pipeline/agent-cells.ts';
import type { Deps } from '../../pipeline/deps.ts';
import { fillGrid } from '../../pipeline/execute.ts';
import { gridOf } from '../../pipeline/grid.ts';
import { gradeCell } from '../../pipeline/swebench/grade-cell.ts';
import { type Oracle, readOracle } from '../../pipeline/swebench/oracle.ts';
import { readIssues } from '../../pipeline/swebench/rows.ts';
import { judgeCell } from '../../pipeline/swebench/verdict.ts';
import { cacheDirectory } from '../../sandbox/cache-directory.ts';
import { createDockerEngine } from '../../sandbox/docker/create-docker-engine.ts';
import { instanceImage } from '../../scripts/dev-set/image.ts';
import { readMaterial } from '../../scripts/dev-set/material.ts';
import { writeDevSet } from '../../scripts/dev-set/rows.ts';
import { thisOwner } from '../../scripts/this-owner.ts';
import { dockerOrSkip } from '../support/docker.ts';
import { scriptedModel } from '../support/scripted-model.ts';
import { scriptedRun } from '../support/scripted-run.ts';

const MATERIAL = process.env.TROOP_DEV_DATA ?? join('..', 'shared', 'data', 'swebench');
const INSTANCE = 'pallets__flask-4992';
const CONFIG = configSchema.parse({});
const SIGNAL = new AbortController().signal;

/** Fails on base, passes on the gold patch, breaks where the project or a library of it cannot be imported. */
const TEST_SCRIPT = `import inspect, sys
import click, jinja2, werkzeug
from flask import Config
sys.exit(0 if 'text' in inspect.signature(Config.from_file).parameters else 2)
`;

const docker = await dockerOrSkip();
if (!existsSync(MATERIAL)) console.warn(`no development data at ${MATERIAL}: its image is not built`);

describe.skipIf(docker === null || !existsSync(MATERIAL))('an image in the official layout', () => {
  let folder: string;
  let engine: SandboxEngine;
  let issue: Issue;
  let oracle: Oracle;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'troop-layout-'));
    const instances = await readMaterial(MATERIAL, [INSTANCE]);
    const cache = join(cacheDirectory(process.env), 'dev-set');
    const deps = { cache, say: () => undefined, signal: SIGNAL };
    const prepared = await Promise.all(
      instances.map(async (instance) => ({ instance, image: await instanceImage(instance, deps) })),
    );
    const files = await writeDevSet(folder, prepared);
    const { issues } = await readIssues(files.instances);
    if (!issues[0]) throw new Error(`no issue of ${INSTANCE}`);
    issue = issues[0];
    oracle = await readOracle(files.instances, INSTANCE);
    engine = createDockerEngine({
      run: 'layout-test',
      owner: thisOwner(),
      concurrency: 2,
      environment: process.env,
    });
  }, 600_000);

  afterAll(async () => {
    await engine?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function execute(...cells: readonly Cell[]): Promise<CellResult[]> {
    return engine.execute(cells, SIGNAL);
  }

  /** Output of a bash text that starts with nothing activated, as an eval script does. */
  async function bash(text: string): Promise<string> {
    const { image, ...cell } = gradeCell({
      issue,
      patch: null,
      evalScript: oracle.evalScript,
      execution: CONFIG.execution,
    });
    const script = { ...cell.script, text };
    const [result] = await execute({ ...cell, image: { ...image, setup: '' }, script });
    return result?.output.trim() ?? '';
  }

  async function withDeps<T>(use: (deps: Deps) => Promise<T>): Promise<T> {
    const store = openStore(join(folder, `${Math.random()}.db`));
    try {
      const model = scriptedModel(() => 'never asked');
      return await use({ ...(await scriptedRun({ store, model, issues: [issue] })), engine });
    } finally {
      store.close();
    }
  }

  test("an agent's plain cells import the project and its libraries", async () => {
    expect(issue.runCommand).toBe('python3 {script}');
    const cells = [null, oracle.goldPatch].map((patch) => ({ patch, testScript: TEST_SCRIPT }));
    const results = await withDeps((deps) => runAgentCells({ issue, item: { id: 1 } }, cells, deps));
    expect(results.map(({ outcome }) => outcome)).toEqual(['fail', 'pass']);
  });

  test("without the image's set-up such a cell finds no library", async () => {
    const bare = { ...issue, image: { ...issue.image, setup: '' } };
    const limits = limitsOf(CONFIG, CONFIG.execution.timeoutMs);
    const [result] = await execute(testCell(bare, null, TEST_SCRIPT, limits));
    expect(result).toMatchObject({ outcome: 'broken', exitCode: 1 });
    expect(result?.output).toContain("No module named 'click'");
  });

  test('the grid runs tests on base and on candidates', async () => {
    const outcomes = await withDeps(async (deps) => {
      const { store, run, config } = deps;
      const test = store.ensureTestScript(run.id, INSTANCE, await packText(TEST_SCRIPT));
      const patch = await packPatch(oracle.goldPatch);
      const candidate = store.ensureCandidate(run.id, INSTANCE, patch);
      await fillGrid(
        issue,
        {
          candidates: [{ id: candidate, identity: patch.identity, patch: oracle.goldPatch, sources: [] }],
          tests: [{ test: { id: test, text: TEST_SCRIPT, sources: [] }, samples: 1 }],
        },
        deps,
      );
      const grid = gridOf(store, run.id, INSTANCE, config.execution.gridTimeoutMs);
      return [null, candidate].map((column) => grid.execution(test, column)?.outcome);
    });
    expect(outcomes).toEqual(['fail', 'pass']);
  });

  test("the row's eval script grades base unresolved and the gold patch resolved", async () => {
    const cells = [null, oracle.goldPatch].map((patch) =>
      gradeCell({ issue, patch, evalScript: oracle.evalScript, execution: CONFIG.execution }),
    );
    const results = await execute(...cells);
    const verdicts = results.map((result, index) => {
      const cell = cells[index];
      return cell && judgeCell(cell, result, oracle).verdict;
    });
    expect(verdicts).toEqual(['unresolved', 'resolved']);
    expect(oracle.evalScript).toContain('\npytest -rA tests/test_config.py\n');
  }, 60_000);

  test("only the environment's Python has the libraries", async () => {
    const imports = 'import click, jinja2, pytest, werkzeug';
    const pythons = [
      '/usr/bin/python3',
      '/opt/miniconda3/bin/python',
      '/opt/miniconda3/envs/testbed/bin/python',
    ];
    const lines = pythons.map((python) => `${python} -c '${imports}' 2>/dev/null; echo $?`);
    expect(await bash(lines.join('\n'))).toBe('1\n1\n0');
    expect(await bash('command -v python3; command -v pytest || echo none')).toBe(
      '/opt/miniconda3/bin/python3\nnone',
    );
  });

  test("the environment's Python is a prefix of its own, and PYTHONPATH is the user's", async () => {
    const show = `python -c 'import sys, flask; print(sys.prefix, flask.__file__)'`;
    const text = `source /opt/miniconda3/bin/activate testbed
      cd /tmp; ${show}; echo "[\${PYTHONPATH-}]"
      mkdir flask; echo '__file__ = "mine"' >flask/__init__.py
      cd /; PYTHONPATH=/tmp ${show}`;
    expect(await bash(text)).toBe(
      [
        '/opt/miniconda3/envs/testbed /testbed/src/flask/__init__.py',
        '[]',
        '/opt/miniconda3/envs/testbed mine',
      ].join('\n'),
    );
  });

  test('the environment is active whichever way a script takes', async () => {
    const ways = {
      'under set -u and set -e': 'set -eu; source $A; conda activate testbed; $SHOW',
      'sourced twice': 'source $A; conda activate testbed; source $A; conda activate testbed; $SHOW',
      'named to the script': 'source $A testbed; $SHOW',
      'through profile.d': 'source /opt/miniconda3/etc/profile.d/conda.sh; conda activate testbed; $SHOW',
      'through the hook of the shell': 'eval "$(conda shell.bash hook)"; conda activate testbed; $SHOW',
      'in a plain POSIX shell': `sh -euc '. $A; conda activate testbed; $SHOW'`,
      'in bash -c': 'bash -c "source $A && conda activate testbed && $SHOW"',
      'in a login shell': 'HOME=/root bash -lc "$SHOW"',
      'for one command': 'conda run -n testbed $SHOW',
      'for one command, by its path':
        'conda run --no-capture-output -p /opt/miniconda3/envs/testbed --cwd / $SHOW',
      'again after leaving': 'source $A testbed; conda deactivate; conda activate testbed; $SHOW',
    };
    const texts = Object.values(ways).map((text) => `bash <<'WAY'\n${text}\nWAY\necho`);
    const said = await bash(`export A=/opt/miniconda3/bin/activate SHOW='bash /tmp/show'
      echo 'printenv CONDA_DEFAULT_ENV CONDA_PREFIX; command -v python' >/tmp/show
      ${texts.join('\n')}`);
    const prefix = '/opt/miniconda3/envs/testbed';
    const active = `testbed\n${prefix}\n${prefix}/bin/python`;
    const names = Object.keys(ways);
    const shown = said.split('\n\n').map((lines, index) => [names[index], lines]);
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(names.map((name) => [name, active])));
  });

  test('deactivation leads back to base, and then to what was before', async () => {
    const text = `before=$PATH
      source /opt/miniconda3/bin/activate; conda activate testbed
      conda deactivate; echo $CONDA_DEFAULT_ENV; command -v python
      conda deactivate; conda deactivate; echo "[\${CONDA_PREFIX-}]"
      [ "$PATH" = "/opt/miniconda3/condabin:$before" ] && echo restored`;
    expect(await bash(text)).toBe('base\n/opt/miniconda3/bin/python\n[]\nrestored');
  });

  test('conda names its environments, and refuses what it does not have', async () => {
    const text = `source /opt/miniconda3/bin/activate testbed; conda env list; conda info --base
      conda activate nowhere; echo $?; conda run -n testbed bash -c 'exit 7'; echo $?; conda install numpy; echo $?`;
    const said = await bash(`exec 2>/dev/null\n${text}`);
    expect(said.split('\n').map((line) => line.split(/\s+/).join(' '))).toEqual([
      '# conda environments:',
      '#',
      'base /opt/miniconda3',
      'testbed * /opt/miniconda3/envs/testbed',
      '',
      '/opt/miniconda3',
      '1',
      '7',
      '1',
    ]);
  });

  test('the tree is clean at the commit to start from, which is all its history ends with', async () => {
    const text = 'git rev-parse HEAD; git status --porcelain; git log --all --format=%s';
    expect(await bash(text)).toBe(`${issue.baseCommit}\nStart\nflask 2.2.3`);
  });
});
