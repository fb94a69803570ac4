import Table from 'cli-table3';
import type { IssueSummary } from '../../pipeline/summary.ts';

/** The issues of a run, a row each. */
export function runTable(summaries: readonly IssueSummary[]): string {
  const table = new Table({
    head: ['issue', 'state', 'candidates', 'tests', 'votes', 'chosen', 'grade', 'cost (USD)'],
    style: { head: [], border: [], compact: true },
  });
  for (const issue of summaries) {
    const { instance, state, candidates, tests, votes, voters, chosenId, grade, costUsd } = issue;
    table.push([
      instance,
      state,
      candidates,
      tests,
      votes === null ? '-' : `${votes} of ${voters}`,
      chosenId === null ? chosenText(issue) : `candidate ${chosenId}`,
      grade ?? '-',
      usd(costUsd),
    ]);
  }
  return table.toString();
}

/** Unknown prices are said, never shown as 0. */
export function usd(costUsd: number | null): string {
  return costUsd === null ? 'unknown price' : costUsd.toFixed(4);
}

function chosenText({ state, fallback }: IssueSummary): string {
  if (state !== 'done') return '-';
  return fallback?.startsWith('no patch') ? 'no patch' : '-';
}
