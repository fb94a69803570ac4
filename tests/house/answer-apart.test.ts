import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { evidenceView } from '../../db/evidence-view.ts';
import { openStore } from '../../db/open-store.ts';
import type { EvidenceView } from '../../db/store.ts';
import { imageSchema, issueSchema } from '../../domain/issue.ts';
import { identifiersOf, importsOf, ROOT, reachableFrom, sourceFiles, withTree } from './source-tree.ts';

const ORACLE = 'pipeline/swebench/oracle.ts';

/** Who may hold the answer: grading and the gold check. Tests may look at what they like. */
const MAY_IMPORT_ORACLE = [
  'pipeline/grade.ts',
  'pipeline/gold-check.ts',
  'pipeline/swebench/answer-problem.ts',
  'pipeline/swebench/grade-log.ts',
  'scripts/dev-set/gold-check.ts',
];

/** What chooses, stops or allocates: it sees a run through the view without grades and reviews. */
const CHOOSING = [
  'pipeline/finals.ts',
  'pipeline/grid.ts',
  'pipeline/vote.ts',
  'pipeline/select.ts',
  'pipeline/stops.ts',
  'agents/selecting.ts',
  'domain/stats/vote.ts',
];

/** Names by which grades, reviews or the oracle could be reached. */
const ANSWERS = ['Store', 'grades', 'putGrade', 'gradePatch', 'reviews', 'readOracle'];

function importersOfOracle(root: string): string[] {
  return sourceFiles(root).filter(
    (file) =>
      !file.startsWith('tests/') &&
      !MAY_IMPORT_ORACLE.includes(file) &&
      importsOf(root, file).some(({ target }) => target === ORACLE),
  );
}

/** The ways in which a file that chooses could come to know the answer. */
function leaks(root: string, file: string): string[] {
  const names = identifiersOf(root, file);
  const reached = reachableFrom(root, file);
  return [
    ...ANSWERS.filter((name) => names.has(name)).map((name) => `${file} names ${name}`),
    ...[ORACLE, ...MAY_IMPORT_ORACLE]
      .filter((path) => reached.has(path))
      .map((path) => `${file} reaches ${path}`),
  ];
}

describe('an issue', () => {
  test('has exactly the fields that tell nothing of the answer', () => {
    expect(Object.keys(issueSchema.shape).sort()).toEqual(
      ['baseCommit', 'image', 'instanceId', 'language', 'repository', 'runCommand', 'text'].sort(),
    );
    expect(Object.keys(imageSchema.shape).sort()).toEqual(['name', 'root', 'setup']);
  });

  test('refuses any other field', () => {
    const issue = {
      instanceId: 'owner__name-1',
      repository: 'owner/name',
      baseCommit: '0'.repeat(40),
      text: 'It fails.',
      image: { name: '' },
      language: 'python',
      runCommand: 'python {script}',
    };
    expect(issueSchema.safeParse(issue).success).toBe(true);
    for (const answer of ['patch', 'test_patch', 'hints_text', 'created_at', 'FAIL_TO_PASS']) {
      expect(issueSchema.safeParse({ ...issue, [answer]: 'x' }).success).toBe(false);
      expect(issueSchema.safeParse({ ...issue, image: { name: '', [answer]: 'x' } }).success).toBe(false);
    }
  });
});

describe('the oracle', () => {
  test('is imported by grading and the gold check alone', () => {
    expect(sourceFiles(ROOT)).toContain(ORACLE);
    expect(importersOfOracle(ROOT)).toEqual([]);
  });

  test.each([
    ['a plain import', "import { readOracle } from './swebench/oracle.ts';"],
    ['a type-only import', "import type { Oracle } from './swebench/oracle.ts';"],
    ['a dynamic import', "export const x = () => import('./swebench/oracle.ts');"],
    ['a re-export', "export { readOracle } from './swebench/oracle.ts';"],
  ])('control: %s elsewhere is caught', (_, line) => {
    withTree({ 'pipeline/select.ts': line, [ORACLE]: '' }, (root) =>
      expect(importersOfOracle(root)).toEqual(['pipeline/select.ts']),
    );
  });
});

describe("the gold patches' paths", () => {
  const READER = 'scripts/reports/cost/read-contexts.ts';
  const importersOf = (root: string) =>
    sourceFiles(root).filter((file) => importsOf(root, file).some(({ target }) => target === READER));

  test('are read by the cost report alone', () => {
    expect(importersOf(ROOT)).toEqual(['scripts/report-cost-command.ts']);
  });

  test('control: another reader is caught', () => {
    const line = "import { readContexts } from './reports/cost/read-contexts.ts';";
    withTree({ 'scripts/run-command.ts': line, [READER]: '' }, (root) =>
      expect(importersOf(root)).toEqual(['scripts/run-command.ts']),
    );
  });
});

describe('what chooses', () => {
  test.each(CHOOSING)('%s knows neither grades nor the oracle', (file) => {
    expect(leaks(ROOT, file)).toEqual([]);
  });

  test('gets a view of five methods, with neither grades nor reviews', () => {
    expectTypeOf<keyof EvidenceView>().toEqualTypeOf<
      'candidates' | 'testScripts' | 'executions' | 'selections' | 'trajectories'
    >();
    const folder = mkdtempSync(join(tmpdir(), 'troop-house-'));
    const store = openStore(join(folder, 'troop.db'));
    try {
      const view = evidenceView(store);
      expect(Object.keys(view).sort()).toEqual(
        ['candidates', 'executions', 'selections', 'testScripts', 'trajectories'].sort(),
      );
      expect(Object.isFrozen(view)).toBe(true);
    } finally {
      store.close();
      rmSync(folder, { recursive: true });
    }
  });

  test.each([
    ['the whole store', "import type { Store } from '../db/store.ts';\nexport type X = Store;"],
    ['grades by a method', 'export const x = (deps: any) => deps.store.grades(1);'],
    ['grades by a computed name', "export const x = (deps: any) => deps.store['grades'](1);"],
    ['the oracle through another file', "import { x } from './between.ts';\nexport { x };"],
  ])('control: %s is caught', (_, text) => {
    const files = {
      'pipeline/vote.ts': text,
      'pipeline/between.ts':
        "import { readOracle } from './swebench/oracle.ts';\nexport const x = readOracle;",
      'db/store.ts': '',
      [ORACLE]: '',
    };
    withTree(files, (root) => expect(leaks(root, 'pipeline/vote.ts')).not.toEqual([]));
  });
});
