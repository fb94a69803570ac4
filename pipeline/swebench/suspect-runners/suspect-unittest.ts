import { some } from './some.ts';
import { isTestId, type Result, readUnittest, type UnittestLog } from './unittest-log.ts';
import { contradictedPasses } from './unittest-passes.ts';
import type { Verdicts } from './verdicts.ts';

const OUTCOME = /^(OK|FAILED)(?: \((.*)\))?$/;
const FOUND = /^Found (\d+) test\(s\)\.$/;
const FIXTURE = /^(?:setUp|tearDown)(?:Class|Module) \(/;

/** Python's unittest in its verbose form, as Django's runner has it: a line per test, then how many ran. */
export function suspectUnittest(lines: readonly string[], { listed, passed }: Verdicts): string[] {
  const log = readUnittest(lines);
  const { results, endings } = log;
  const shown = results.filter(({ status }) => ['ok', 'FAIL', 'ERROR'].includes(status));
  if (shown.length === 0) return [];
  const last = endings.at(-1);
  const counting = shown.filter(({ name }) => listed.has(name));
  if (!last) {
    const isPassed = counting.some(({ status }) => status === 'ok');
    return isPassed ? ['results are there, yet not the line that says how many tests ran'] : [];
  }
  const late = counting.filter(({ at }) => at > last.at);
  const faults = faultsCounted(lines.slice(last.at));
  return [
    ...countFaults(lines, log, faults),
    ...(late.length > 0
      ? [`results of ${some(late.map(({ name }) => name))} stand below the runner's last words`]
      : []),
    ...shownTwice(log),
    ...contradictedPasses(lines, log, passed),
  ];
}

/**
 * A test that is shown as ok has been counted, and is none of those that the runner lists as failed. Skipped tests
 * take no part: whether they are counted depends on the version and on where they are skipped.
 */
function countFaults(lines: readonly string[], log: UnittestLog, faults: number): string[] {
  const ok = log.results.filter(({ status }) => status === 'ok').length;
  const ran = testsRun(lines, log);
  const failed = log.blocks.length === faults ? failedTests(log).size : 0;
  return [
    ...(ok > ran ? [`${ran} tests ran, yet ${ok} are shown as ok`] : []),
    ...(ok <= ran && ok > ran - failed
      ? [`${ran} tests ran and ${failed} of them failed, yet ${ok} are shown as ok`]
      : []),
    ...(faults > log.headings
      ? [`the runner counts ${faults} failures, yet ${log.headings === 0 ? 'none' : log.headings} is shown`]
      : []),
  ];
}

function testsRun(lines: readonly string[], { endings, isDjango }: UnittestLog): number {
  if (!isDjango) return endings.reduce((sum, { count }) => sum + count, 0);
  const found = lines.map((line) => FOUND.exec(line)?.[1]).find((count) => count !== undefined);
  return Math.min(endings.at(-1)?.count ?? 0, found === undefined ? Number.POSITIVE_INFINITY : Number(found));
}

/** Fixtures of a class or module, and Django's around a test, fail without a test's being counted for it. */
function failedTests({ blocks }: UnittestLog): ReadonlySet<string> {
  return new Set(blocks.flatMap(({ id, isAroundTest }) => (isAroundTest || FIXTURE.test(id) ? [] : [id])));
}

/** Failures and errors of the words after the count; 0 where they are not found. */
function faultsCounted(ending: readonly string[]): number {
  const [, , details = ''] = ending.map((line) => OUTCOME.exec(line)).find((found) => found !== null) ?? [];
  const counted = [...details.matchAll(/(?:^|, )(?:failures|errors)=(\d+)/g)];
  return counted.reduce((sum, [, count]) => sum + Number(count), 0);
}

/** A docstring's first line may be shared by several tests, a method of a class is one. */
function shownTwice({ results, blocks }: UnittestLog): string[] {
  const around = new Set(blocks.flatMap(({ id, isAroundTest }) => (isAroundTest ? [id] : [])));
  const named = results.filter(({ name }) => isTestId(name) && !around.has(name));
  const ok = new Set(named.filter(isOk).map(({ name }) => name));
  const both = named.filter((result) => !isOk(result) && ok.has(result.name)).map(({ name }) => name);
  return both.length > 0 ? [`${some([...new Set(both)])} is shown as ok and as failed`] : [];
}

function isOk({ status }: Result): boolean {
  return status === 'ok';
}
