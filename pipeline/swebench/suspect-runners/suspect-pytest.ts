import { some } from './some.ts';
import type { Verdicts } from './verdicts.ts';

const BEGINNING = /^=+ test session starts =+$/;
const SUMMARY = /^=+ short test summary info =+$/;
const ENDING =
  /^=+ (?=.* (?:passed|failed|errors?|skipped|xfailed|xpassed|deselected|warnings?)[, ])(.*) in [\d.]+ ?s(?:econds)?(?: \([\d:]+\))? =+$/;
const RESULT = /^(PASSED|FAILED|ERROR) (.+)$/;

/**
 * pytest with a short summary (`-rA`): it prints each test's result between the heading of that summary and its last
 * line, and its last line counts them. Text that a test printed is quoted above the heading.
 */
export function suspectPytest(lines: readonly string[], verdicts: Verdicts): string[] {
  const summary = lines.findLastIndex((line) => SUMMARY.test(line));
  const ending = lines.findLastIndex((line) => ENDING.test(line));
  const isPytest = summary >= 0 || ending >= 0 || lines.some((line) => BEGINNING.test(line));
  if (!isPytest) return [];
  const summaryLines = lines.slice(summary + 1, ending < 0 ? lines.length : ending);
  const inside = results(summaryLines);
  if (ending < 0) {
    const passed = inside.some(({ status }) => status === 'PASSED');
    return passed ? ["results are there, yet pytest's last line with their counts is not"] : [];
  }
  const outside = results([...lines.slice(0, summary + 1), ...lines.slice(ending)]);
  const stray = outside.map(({ id }) => id).filter((id) => verdicts.listed.has(id));
  const unproven = passedElsewhere(summaryLines, verdicts).filter((test) => !stray.includes(test));
  return [
    ...(stray.length > 0 ? [`results of ${some(stray)} stand outside pytest's own summary`] : []),
    ...(unproven.length > 0 ? [`${some(unproven)} passed, yet not in pytest's own summary`] : []),
    ...countFaults(inside, ENDING.exec(lines[ending] ?? '')?.[1] ?? ''),
    ...contradictions(inside),
  ];
}

/** Older parsers also read progress lines, which a test can print; a summary that shows passed tests shows all of them. */
function passedElsewhere(summary: readonly string[], { passed, statusesIn }: Verdicts): string[] {
  if (!results(summary).some(({ status }) => status === 'PASSED')) return [];
  const statuses = statusesIn(summary.join('\n'));
  return [...passed].filter((test) => statuses.get(test) !== 'PASSED');
}

interface Result {
  readonly status: string;
  /** The whole rest of the line: ids may hold spaces, and a reason may follow. */
  readonly text: string;
  /** As the log parsers cut it. */
  readonly id: string;
}

function results(lines: readonly string[]): Result[] {
  return lines.flatMap((line) => {
    const [, status, text] = RESULT.exec(line) ?? [];
    return status === undefined || text === undefined
      ? []
      : [{ status, text, id: text.split(/\s/)[0] ?? '' }];
  });
}

/** Where the summary shows results of a kind at all, it shows every one. */
function countFaults(inside: readonly Result[], ending: string): string[] {
  return (['PASSED', 'FAILED'] as const).flatMap((status) => {
    const shown = inside.filter((result) => result.status === status).length;
    const word = status.toLowerCase();
    const counted = Number(new RegExp(`(\\d+) ${word}\\b`).exec(ending)?.[1] ?? 0);
    return shown > 0 && shown !== counted
      ? [`pytest counts ${counted} ${word}, yet ${shown} are shown as ${status}`]
      : [];
  });
}

/** A test that failed while it was torn down has passed and is an error; nothing both passes and fails. */
function contradictions(inside: readonly Result[]): string[] {
  const passed = new Set(inside.filter(({ status }) => status === 'PASSED').map(({ text }) => text));
  const both = inside.filter(
    ({ status, text }) => status === 'FAILED' && passed.has(withoutReason(text, passed)),
  );
  return both.length > 0 ? [`${some(both.map(({ id }) => id))} both passed and failed`] : [];
}

/** The id in front of ` - reason`, which may itself hold ` - `. */
function withoutReason(text: string, ids: ReadonlySet<string>): string {
  for (let cut = text.indexOf(' - '); cut >= 0; cut = text.indexOf(' - ', cut + 1)) {
    if (ids.has(text.slice(0, cut))) return text.slice(0, cut);
  }
  return text;
}
