import { some } from './some.ts';

const ENDING = /^Ran (\d+) tests? in [\d.]+s$/;
const OUTCOME = /^(OK|FAILED)(?: \((.*)\))?$/;
const RESULT = /^(.*) \.\.\. (ok|FAIL|ERROR)$/;
/** Names a method and its class; a docstring's first line may be shared by several tests. */
const ID = /^\S+ \([\w.]+\)$/;

/** Python's unittest in its verbose form, as Django's runner has it: a line per test, then how many ran. */
export function suspectUnittest(lines: readonly string[], listed: ReadonlySet<string>): string[] {
  const results = lines.flatMap((line, at) => {
    const [, id, status] = RESULT.exec(line) ?? [];
    return id === undefined || status === undefined ? [] : [{ id, status, at }];
  });
  if (results.length === 0) return [];
  const endings = lines.flatMap((line, at) => {
    const count = ENDING.exec(line)?.[1];
    return count === undefined ? [] : [{ at, count: Number(count) }];
  });
  const last = endings.at(-1);
  const counting = results.filter(({ id }) => listed.has(id));
  if (!last) {
    const passed = counting.some(({ status }) => status === 'ok');
    return passed ? ['results are there, yet not the line that says how many tests ran'] : [];
  }
  const ok = results.filter(({ status }) => status === 'ok').length;
  const ran = endings.reduce((sum, { count }) => sum + count, 0);
  const late = counting.filter(({ at }) => at > last.at);
  const faults = faultsCounted(lines.slice(last.at));
  const isFailureShown =
    results.some(({ status }) => status !== 'ok') || lines.some((line) => /^(?:FAIL|ERROR): /.test(line));
  return [
    ...(ok > ran ? [`${ran} tests ran, yet ${ok} are shown as ok`] : []),
    ...(late.length > 0
      ? [`results of ${some(late.map(({ id }) => id))} stand below the runner's last words`]
      : []),
    ...(faults > 0 && !isFailureShown ? [`the runner counts ${faults} failures, yet none is shown`] : []),
    ...contradictions(results),
  ];
}

/** Failures and errors of the words after the count; 0 where they are not found. */
function faultsCounted(ending: readonly string[]): number {
  const [, , details = ''] = ending.map((line) => OUTCOME.exec(line)).find((found) => found !== null) ?? [];
  const counted = [...details.matchAll(/(?:^|, )(?:failures|errors)=(\d+)/g)];
  return counted.reduce((sum, [, count]) => sum + Number(count), 0);
}

function contradictions(results: readonly { readonly id: string; readonly status: string }[]): string[] {
  const named = results.filter(({ id }) => ID.test(id));
  const ok = new Set(named.filter(({ status }) => status === 'ok').map(({ id }) => id));
  const both = named.filter(({ id, status }) => status !== 'ok' && ok.has(id)).map(({ id }) => id);
  return both.length > 0 ? [`${some(both)} is shown as ok and as failed`] : [];
}
