import { renderEdit } from '../../domain/edit.ts';

export const SPLIT = 'tally-split';
export const FEBRUARY = 'tally-february';

/** What the model says to one issue. The first index of testing and editing is the sample, the second the turn. */
export interface Replies {
  /** Files that relevance calls find relevant; each ranking begins with another of them. */
  readonly relevant: readonly string[];
  readonly testing: readonly (readonly string[])[];
  readonly editing: readonly (readonly string[])[];
  readonly selecting: {
    readonly test: string;
    /** A line that only the diff of the candidate to choose adds. */
    readonly chosen: string;
  };
}

const DONE = 'It does what it should.\n\n<done/>';

/** A script that prints what it sees and exits 0 where `condition` holds. */
function test(imports: string, seen: string, condition: string): string {
  const script = `import sys
from ${imports}

seen = ${seen}
print("seen:", seen)
sys.exit(0 if ${condition} else 2)`;
  return `<test>\n${script}\n</test>`;
}

function edit(path: string, search: string, replace: readonly string[]): string {
  return `<edit>\n${renderEdit([{ kind: 'change', path, search: [search], replace }])}</edit>`;
}

/** One sample rewrites its test before any edit, the same one its edit, and the last one its test after the edit. */
export const REPLIES: Readonly<Record<string, Replies>> = {
  [SPLIT]: splitReplies(),
  [FEBRUARY]: februaryReplies(),
};

function splitReplies(): Replies {
  const split = (replace: readonly string[]) =>
    edit('tally/amounts.py', '    return [cents // people] * people', replace);
  const seen = (shares: string, condition: string) =>
    test('tally.amounts import split_evenly', shares, condition);
  const lastPaysAll = split([
    '    share = cents // people',
    '    return [share] * (people - 1) + [cents - share * (people - 1)]',
  ]);
  const firstPayMore = split([
    '    share, rest = divmod(cents, people)',
    '    return [share + 1] * rest + [share] * (people - rest)',
  ]);
  const lastPayMore = split([
    '    ends = [cents * (index + 1) // people for index in range(people)]',
    '    return [end - begin for begin, end in zip([0] + ends, ends)]',
  ]);
  return {
    relevant: ['tally/amounts.py', 'tally/bills.py', 'tally/statement.py'],
    testing: [
      [
        seen('split_evenly(100, 4)', 'sum(seen) == 100'),
        seen('split_evenly(100, 3)', 'sum(seen) == 100'),
        DONE,
      ],
      [seen('split_evenly(7, 2)', 'sum(seen) == 7'), DONE],
      [seen('split_evenly(100, 3)', 'seen == [34, 33, 33]'), DONE],
    ],
    editing: [
      [lastPaysAll, firstPayMore, DONE],
      [lastPaysAll, DONE],
      [lastPayMore, seen('split_evenly(200, 3)', 'sum(seen) == 200 and max(seen) - min(seen) <= 1'), DONE],
    ],
    selecting: {
      test: seen('split_evenly(5, 3)', 'seen == [2, 2, 1]'),
      chosen: '+    share, rest = divmod(cents, people)',
    },
  };
}

/** The agent chooses a patch that the hidden tests refuse, so that both verdicts have to survive the kills. */
function februaryReplies(): Replies {
  const leap = (condition: string) =>
    edit('tally/months.py', '    return year % 4 == 0', [`    return ${condition}`]);
  const seen = (years: readonly number[], days: readonly number[]) =>
    test(
      'tally.months import days_in_month',
      `[days_in_month(year, 2) for year in (${years.join(', ')},)]`,
      `seen == [${days.join(', ')}]`,
    );
  const reportedYearOnly = leap('year % 4 == 0 and year != 1900');
  const noCentury = leap('year % 4 == 0 and year % 100 != 0');
  const gregorian = leap('year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)');
  return {
    relevant: ['tally/months.py', 'tally/bills.py'],
    testing: [
      [seen([2023], [28]), seen([1900], [28]), DONE],
      [seen([1900, 2000], [28, 29]), DONE],
      [seen([2100], [28]), DONE],
    ],
    editing: [
      [reportedYearOnly, gregorian, DONE],
      [reportedYearOnly, DONE],
      [noCentury, seen([1900, 2100], [28, 28]), DONE],
    ],
    selecting: {
      test: seen([1800, 2200], [28, 28]),
      chosen: '+    return year % 4 == 0 and year % 100 != 0',
    },
  };
}
