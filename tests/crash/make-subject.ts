import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { END_OF_TESTS, START_OF_TESTS } from '../../pipeline/swebench/markers.ts';
import { makeRepository } from '../../scripts/demo/repository.ts';
import { imageOfRepository } from '../support/docker.ts';
import { FEBRUARY, SPLIT } from './replies.ts';

const SOURCE = join(import.meta.dirname, 'subject');
const HIDDEN_FILE = 'hidden_tests.py';

interface Bug {
  readonly instanceId: string;
  readonly text: string;
  readonly imports: string;
  /** Python expressions that are true once the bug is gone, by the test's name. */
  readonly failToPass: Readonly<Record<string, string>>;
  readonly passToPass: Readonly<Record<string, string>>;
}

const BUGS: readonly Bug[] = [
  {
    instanceId: SPLIT,
    text: `split_evenly loses cents

Three of us split 1.00 with split_evenly(100, 3) and got [33, 33, 33]: one cent is gone. The shares of
tally/amounts.py should add up to the amount, differ by one cent at most, and the first people on the list should
get the larger ones.`,
    imports: 'from tally.amounts import split_evenly',
    failToPass: {
      test_adds_up: 'sum(split_evenly(200, 3)) == 200',
      test_larger_shares_first: 'split_evenly(5, 3) == [2, 2, 1]',
    },
    passToPass: { test_without_a_rest: 'split_evenly(100, 4) == [25, 25, 25, 25]' },
  },
  {
    instanceId: FEBRUARY,
    text: `days_in_month(1900, 2) says 29

February 1900 had 28 days; rent_for_days is off for old contracts because of it. is_leap of tally/months.py should
follow the calendar that is in use today.`,
    imports: 'from tally.months import days_in_month',
    failToPass: {
      test_reported_year: 'days_in_month(1900, 2) == 28',
      test_next_century: 'days_in_month(2100, 2) == 28',
    },
    passToPass: {
      test_leap_year: 'days_in_month(2024, 2) == 29',
      test_fourth_century: 'days_in_month(2000, 2) == 29',
    },
  },
];

export const INSTANCES = BUGS.map(({ instanceId }) => instanceId);

/** Makes the repository, its image and the data set below `directory`; returns the data set's path. */
export async function makeSubject(directory: string): Promise<string> {
  const repository = join(directory, 'tally');
  await mkdir(directory, { recursive: true });
  const message = 'Shared bills';
  const path = process.env.PATH ?? '';
  const commit = await makeRepository({ source: SOURCE, directory: repository, message, path });
  const image = await imageOfRepository(new Docker(), repository);
  const rows = BUGS.map((bug) => JSON.stringify(datasetRow(bug, commit, image)));
  const dataset = join(directory, 'instances.jsonl');
  await writeFile(dataset, `${rows.join('\n')}\n`);
  return dataset;
}

function datasetRow(bug: Bug, commit: string, image: string): Record<string, string | string[]> {
  const { instanceId, text, failToPass, passToPass } = bug;
  const idOf = (name: string) => `${HIDDEN_FILE}::${name}`;
  return {
    instance_id: instanceId,
    repo: 'troop/tally',
    base_commit: commit,
    problem_statement: text,
    image,
    patch: '',
    FAIL_TO_PASS: Object.keys(failToPass).map(idOf),
    PASS_TO_PASS: Object.keys(passToPass).map(idOf),
    eval_script: evalScript(bug),
    log_parser: 'parse_log_pytest',
    eval_type: 'pass_and_fail',
  };
}

function evalScript({ imports, failToPass, passToPass }: Bug): string {
  const checks = Object.entries({ ...failToPass, ...passToPass });
  return `#!/bin/bash
set -uxo pipefail
cd /testbed
cat > ${HIDDEN_FILE} <<'END_OF_HIDDEN_TESTS'
import sys
${imports}

failed = 0
for name, passed in [
${checks.map(([name, expression]) => `    ("${name}", lambda: ${expression}),`).join('\n')}
]:
    word = "PASSED" if passed() else "FAILED"
    failed += word == "FAILED"
    print("%s ${HIDDEN_FILE}::%s" % (word, name))
sys.exit(failed > 0)
END_OF_HIDDEN_TESTS
: '${START_OF_TESTS}'
python3 ${HIDDEN_FILE}
: '${END_OF_TESTS}'
rm -f ${HIDDEN_FILE}
`;
}
