import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openStore } from '../../db/open-store.ts';
import { packText } from '../../db/packed-text.ts';
import { configSchema } from '../../domain/config.ts';
import { patchIdentity } from '../../domain/patch.ts';
import { readIssues } from '../../pipeline/swebench/rows.ts';
import { officialPython } from '../../scripts/official/official-python.ts';
import { docker, openDocker, type Subject } from '../contract/sandbox-subject.ts';
import { troop } from '../support/run-main.ts';

// One stream: the engine may hand on a line of the other before the marker that it follows.
const EVAL_SCRIPT = `#!/bin/bash
set -uxo pipefail
exec 2>&1
cd /testbed
: '>>>>> Start Test Output'
for test in a b; do grep -q TWO answer.txt && echo "PASSED t.py::$test" || echo "FAILED t.py::$test"; done
grep -q TWO answer.txt
: '>>>>> End Test Output'
git checkout -- .
`;

const change = (hunk: string) => `--- a/answer.txt\n+++ b/answer.txt\n@@ -1,3 +1,3 @@\n${hunk}`;

/** By origin: instance, patch, and the verdict that it has to have by either harness. */
const CANDIDATES = {
  right: ['octo__words-1', change(' one\n-two\n+TWO\n three\n'), 'resolved'],
  wrong: ['octo__words-1', change(' one\n-two\n+zwei\n three\n'), 'unresolved'],
  fuzzy: ['octo__words-2', change(' eins\n-two\n+TWO\n three\n'), 'resolved'],
  stray: ['octo__words-2', change(' one\n-zwei\n+TWO\n three\n'), 'errored'],
} as const;

const printedSchema = z.object({
  harness: z.string(),
  grades: z.array(
    z.object({
      origins: z.array(z.string()),
      verdict: z.string(),
      cause: z.string().nullable(),
      suspect: z.unknown(),
      difference: z.string().nullable(),
    }),
  ),
});

describe.skipIf(docker === null)('the official package beside our harness', () => {
  let subject: Subject;
  let python: string;
  let folder: string;
  let store: string;

  beforeAll(async () => {
    subject = await openDocker();
    python = await officialPython(() => {});
    folder = mkdtempSync(join(tmpdir(), 'troop-grade-official-'));
    store = await filledStore(folder, subject);
  }, 600_000);

  afterAll(async () => {
    await subject.close();
    rmSync(folder, { recursive: true });
  });

  async function grade(...options: string[]) {
    const { stdout, stderr } = await troop(['grade', '--store', store, '--all', '--json', ...options]);
    if (stdout === '') throw new Error(stderr);
    const { grades } = printedSchema.parse(JSON.parse(stdout));
    return new Map(grades.map((row) => [row.origins[0], row]));
  }

  test('gives the same verdicts on a patch that is right, wrong, placed by fuzz, and not to be placed', async () => {
    const ours = await grade();
    const official = await grade('--harness', 'official', '--harness-python', python);
    for (const [origin, [, , verdict]] of Object.entries(CANDIDATES)) {
      expect(ours.get(origin)).toMatchObject({ verdict, suspect: null });
      expect(official.get(origin)).toMatchObject({ verdict, difference: null });
    }
    for (const graded of [ours, official])
      expect(graded.get('stray')?.cause).toMatch(/^the patch does not apply: /);
  }, 300_000);

  test('names where the two differ, keeps what has an official grade, and leaves no container', async () => {
    const client = openStore(store);
    const [run] = client.listRuns();
    if (!run) throw new Error('no run');
    const right = client
      .candidates(run.id, 'octo__words-1')
      .find(({ sources }) => sources.some(({ origin }) => origin === 'right'));
    const ours = client
      .grades(run.id)
      .find(({ harness, candidateId }) => harness === 'troop' && candidateId === right?.id);
    if (!ours) throw new Error('no grade of ours');
    const packed = { report: await packText(JSON.stringify(ours.report)), log: await packText('') };
    client.putGrade(run.id, { ...ours, ...packed, verdict: 'unresolved' }, 'replace');
    client.close();
    const began = Date.now();
    const official = await grade(
      '--harness',
      'official',
      '--harness-python',
      python,
      '--instances',
      'octo__words-1',
    );
    expect(Date.now() - began).toBeLessThan(15_000);
    expect(official.get('right')).toMatchObject({ verdict: 'resolved', difference: 'unresolved by troop' });
    const containers = await docker?.listContainers({ all: true, filters: { name: ['octo__words'] } });
    expect(containers).toEqual([]);
  }, 60_000);
});

async function filledStore(folder: string, { image, commit }: Subject): Promise<string> {
  const dataset = join(folder, 'rows.jsonl');
  const rows = ['octo__words-1', 'octo__words-2'].map((id) => ({
    instance_id: id,
    repo: 'octo/words',
    version: '1',
    base_commit: commit,
    problem_statement: 'The second word is not in capitals.',
    patch: CANDIDATES.right[1],
    eval_script: EVAL_SCRIPT,
    FAIL_TO_PASS: ['t.py::a', 't.py::b'],
    PASS_TO_PASS: [],
    log_parser: 'parse_log_pytest',
    eval_type: 'pass_and_fail',
    image,
    run_command: 'bash {script}',
  }));
  writeFileSync(dataset, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  const { issues } = await readIssues(dataset);
  const file = join(folder, 'troop.db');
  const store = openStore(file);
  const run = store.createRun('words', configSchema.parse({}), dataset);
  for (const [position, issue] of issues.entries())
    store.addInstance(run.id, position, issue, await packText(issue.text));
  for (const [origin, [instance, patch]] of Object.entries(CANDIDATES)) {
    const packed = { identity: patchIdentity(patch), text: await packText(patch) };
    store.importCandidate(run.id, instance, origin, packed);
  }
  store.close();
  return file;
}
