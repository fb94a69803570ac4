import { END_OF_TESTS, START_OF_TESTS } from '../../pipeline/swebench/markers.ts';
import type { DemoCase } from './cases.ts';

/** In the package's root, where its `require('./')` is the package; no package has a file of this name. */
const TEST_FILE = 'troop-hidden.test.cjs';
const HEREDOC_END = 'END_OF_HIDDEN_TESTS';

/** What of a case enters its row; where its package comes from does not. */
export type RowFacts = Pick<
  DemoCase,
  | 'instanceId'
  | 'version'
  | 'baseCommit'
  | 'issueText'
  | 'goldPatch'
  | 'hiddenTests'
  | 'failToPass'
  | 'passToPass'
>;

/** A case as a line of a SWE-bench data set, in that format's column names; `repository` is a path. */
export function datasetRow(demoCase: RowFacts, repository: string): Record<string, string | string[]> {
  return {
    instance_id: demoCase.instanceId,
    repo: repository,
    base_commit: demoCase.baseCommit,
    version: demoCase.version,
    problem_statement: demoCase.issueText,
    patch: demoCase.goldPatch,
    test_patch: newFilePatch(TEST_FILE, demoCase.hiddenTests),
    FAIL_TO_PASS: demoCase.failToPass,
    PASS_TO_PASS: demoCase.passToPass,
    eval_script: evalScript(demoCase.hiddenTests),
    log_parser: 'parse_log_node_test',
    eval_type: 'pass_and_fail',
    image: '',
    language: 'javascript',
    run_command: 'node {script}',
  };
}

/** Runs in the root of the patched package. The file is written over whatever a candidate may have put in its place. */
function evalScript(hiddenTests: string): string {
  return `#!/bin/bash
set -uxo pipefail
cat > ${TEST_FILE} <<'${HEREDOC_END}'
${hiddenTests.trimEnd()}
${HEREDOC_END}
: '${START_OF_TESTS}'
node --test --test-reporter=tap ${TEST_FILE}
: '${END_OF_TESTS}'
rm -f ${TEST_FILE}
`;
}

/** Unified diff that adds a text file. */
function newFilePatch(path: string, text: string): string {
  const lines = text.trimEnd().split('\n');
  return [
    `diff --git a/${path} b/${path}`,
    'new file mode 100644',
    '--- /dev/null',
    `+++ b/${path}`,
    `@@ -0,0 +1,${lines.length} @@`,
    ...lines.map((line) => `+${line}`),
    '',
  ].join('\n');
}
