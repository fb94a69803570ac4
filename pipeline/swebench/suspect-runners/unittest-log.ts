/** What unittest's verbose runner said, as far as its text tells. */
export interface UnittestLog {
  /** `name ... status`; a subtest's name is its own. */
  readonly results: readonly Result[];
  /** Failures as the runner lists them above its count, each in a frame of its own. */
  readonly blocks: readonly Block[];
  /** Headings of failures, framed or not; a test may print some, the runner prints each of its own. */
  readonly headings: number;
  /** `Ran N tests`, and where. */
  readonly endings: readonly { readonly at: number; readonly count: number }[];
  /** Django's script says at its beginning what it tests; it runs once, so that only its last count is one. */
  readonly isDjango: boolean;
}

export interface Result {
  readonly name: string;
  /** `ok`, `FAIL`, `ERROR`, `expected failure`, `unexpected success`, or `skipped` without its reason. */
  readonly status: string;
  readonly at: number;
  /** Of a name that is a docstring: the test that is named on the line above. */
  readonly bearer: string | null;
}

export interface Block {
  /** A subtest's stands under its test. */
  readonly id: string;
  readonly docstring: string | null;
  /** Django's own fixtures failed around a test that had been told as ok, or was not begun. */
  readonly isAroundTest: boolean;
}

const ENDING = /^Ran (\d+) tests? in [\d.]+s$/;
const STATUS = /^(?:ok|FAIL|ERROR|skipped(?= )|expected failure$|unexpected success$)/;
const HEADING = /^(?:FAIL|ERROR): (.+)$/;
const FRAME = '='.repeat(70);
const RULE = '-'.repeat(70);
const AROUND = /[\\/]django[\\/]test[\\/]testcases\.py", line \d+, in (?:_pre_setup|_post_teardown)$/;
const BEARER = /(\S+ \([^()\s]+\))(?: [([].*)?$/;
/** Names a method and its class; what else a name can be is a docstring's first line. */
const ID = /^\S+ \([\w.]+\)$/;
const LONGEST_NAME = 1_000;

export function readUnittest(lines: readonly string[]): UnittestLog {
  return {
    results: lines.flatMap((line, at) => resultOf(line, lines[at - 1] ?? '', at)),
    blocks: lines.flatMap((line, at) => (line === FRAME ? blockAt(lines, at) : [])),
    headings: lines.filter((line) => HEADING.test(line)).length,
    endings: lines.flatMap((line, at) => {
      const count = ENDING.exec(line)?.[1];
      return count === undefined ? [] : [{ at, count: Number(count) }];
    }),
    isDjango: lines.some((line) => line.startsWith('Testing against Django installed in ')),
  };
}

export function isTestId(name: string): boolean {
  return ID.test(name);
}

function resultOf(line: string, above: string, at: number): Result[] {
  const cut = line.lastIndexOf(' ... ');
  const rest = line.slice(cut + 5);
  const status = cut < 0 ? undefined : STATUS.exec(rest)?.[0];
  if (status === undefined || (status !== 'skipped' && rest !== status)) return [];
  const name = line.slice(0, cut).trim();
  const bearer = isTestId(name) ? null : (BEARER.exec(above.slice(-LONGEST_NAME))?.[1] ?? null);
  return [{ name, status, at, bearer }];
}

function blockAt(lines: readonly string[], frame: number): Block[] {
  const heading = HEADING.exec(lines[frame + 1] ?? '')?.[1];
  const rule = [2, 3].map((below) => frame + below).find((at) => lines[at] === RULE);
  if (heading === undefined || rule === undefined) return [];
  const end = lines.findIndex((line, at) => at > rule && (line === FRAME || line === RULE));
  const body = lines.slice(rule, end < 0 ? lines.length : end);
  return [
    {
      id: BEARER.exec(heading.slice(0, LONGEST_NAME))?.[1] ?? heading,
      docstring: rule === frame + 3 ? (lines[frame + 2] ?? '').trim() : null,
      isAroundTest: body.some((line) => AROUND.test(line)),
    },
  ];
}
