import { UsageError } from '../../domain/errors.ts';
import { END_OF_TESTS, START_OF_TESTS } from '../../pipeline/swebench/markers.ts';
import type { DevInstance } from './material.ts';

/** One text of the official eval script, and what stands in its place. */
export interface Exchange {
  readonly what: 'commit' | 'test patch' | 'test command';
  readonly official: string;
  readonly here: string;
}

/**
 * What has to be exchanged in an official eval script to run on the release: the commit always, the hidden tests
 * where they were rebased, the test command where the release or the image lacks the program it starts.
 */
export function exchangesFor(
  { id, official, release, testPatch }: Pick<DevInstance, 'id' | 'official' | 'release' | 'testPatch'>,
  commit: string,
): Exchange[] {
  const exchanges: Exchange[] = [{ what: 'commit', official: official.base_commit, here: commit }];
  if (testPatch !== official.test_patch) {
    exchanges.push({ what: 'test patch', official: official.test_patch, here: testPatch });
  }
  const command = testCommand(id, official.eval_script);
  if (!sameCommand(command, release.test_cmd)) {
    exchanges.push({ what: 'test command', official: command, here: ownLines(release.test_cmd, command) });
  }
  return exchanges;
}

/** The script with every exchange made; throws a UsageError where there is nothing to exchange. */
export function exchangeTexts(script: string, exchanges: readonly Exchange[]): string {
  return exchanges.reduce((text, { what, official, here }) => {
    if (!text.includes(official)) throw new UsageError(`the official eval script does not hold its ${what}`);
    return text.replaceAll(official, () => here);
  }, script);
}

/**
 * sympy's runner writes a file's verdict behind its last test, on the same line, where the official parser does not
 * find that test; the release's lists have it. The status stays the tests': eval scripts set `pipefail`.
 */
function ownLines(command: string, official: string): string {
  const isSympy = / bin\/test /.test(official);
  return isSympy ? `${command} 2>&1 | sed -u 's/ *\\(\\[OK\\]\\|\\[FAIL\\]\\)$/\\n\\1/'` : command;
}

/**
 * Whether the recorded command only names the interpreter that the official one finds by itself: of a script in the
 * tree by its first line, of pytest by the program in the environment.
 */
function sameCommand(official: string, recorded: string): boolean {
  return [official, `python3 ${official}`, `python3 -m ${official}`].includes(recorded);
}

function testCommand(id: string, script: string): string {
  const lines = script.split('\n');
  const start = lines.findIndex((line) => line.includes(START_OF_TESTS));
  const end = lines.findIndex((line) => line.includes(END_OF_TESTS));
  if (start < 0 || end <= start + 1)
    throw new UsageError(`${id}: no test command between the eval script's markers`);
  return lines.slice(start + 1, end).join('\n');
}
