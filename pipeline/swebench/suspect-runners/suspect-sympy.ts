import { some } from './some.ts';
import type { Verdicts } from './verdicts.ts';

const BEGINNING = /^=+ test process starts =+$/;
/** Long words use up the line's rules of `=`, and may break it in front of the time. */
const ENDING = /^=* ?tests finished: (?:(\d+) passed)?/;
/** How the runner begins the report on a failed test. */
const FAILED_HEADING = /^_+ \S+\.py:(test_\w+) _+$/;
/** The last result of a file is followed by the file's own, on the same line. */
const PASSED = /^test_\w* ok(?:\s+\[(?:OK|FAIL)\])?\s*$/;

/** sympy's own runner: a heading, a line per test, and a last line that counts them. */
export function suspectSympy(lines: readonly string[], { passed: calledPassed }: Verdicts): string[] {
  const beginning = lines.findIndex((line) => BEGINNING.test(line));
  if (beginning < 0) return [];
  const passed = lines.flatMap((line, at) => (PASSED.test(line) ? [at] : []));
  const ending = lines.findLastIndex((line) => ENDING.test(line));
  if (ending < 0)
    return passed.length > 0 ? ["results are there, yet sympy's last line with their counts is not"] : [];
  const counted = Number(ENDING.exec(lines[ending] ?? '')?.[1] ?? 0);
  const outside = passed.filter((at) => at < beginning || at > ending).length;
  return [
    ...(outside > 0 ? [`${outside} results stand outside the run of sympy's tests`] : []),
    ...(passed.length - outside > counted
      ? [`sympy counts ${counted} passed, yet ${passed.length - outside} are shown as ok`]
      : []),
    ...contradictions(lines, calledPassed),
  ];
}

/** Files may have tests of one name; each of them begins a line once, and none both passes and fails. */
function contradictions(lines: readonly string[], passed: ReadonlySet<string>): string[] {
  const failed = lines.flatMap((line) => FAILED_HEADING.exec(line)?.[1] ?? []);
  const both = [...new Set(failed)].filter((test) => {
    const own = lines.filter((line) => line === test || line.startsWith(`${test} `));
    const ok = own.filter((line) => PASSED.test(line)).length;
    return passed.has(test) && ok + failed.filter((name) => name === test).length > own.length;
  });
  return both.length > 0 ? [`${some(both)} both passed and failed`] : [];
}
