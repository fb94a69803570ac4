import Table from 'cli-table3';
import type { IssueSummary } from '../../pipeline/summary.ts';
import { countGrades, gradeCountsText, gradeText } from './grade-counts.ts';

/** The issues of a run, a row each, and how the grades among them fell. */
export function runTable(summaries: readonly IssueSummary[]): string {
  const table = new Table({
    head: ['issue', 'state', 'candidates', 'tests', 'votes', 'chosen', 'grade', 'cost (USD)'],
    style: { head: [], border: [], compact: true },
  });
  for (const issue of summaries) {
    const { instance, state, candidates, tests, votes, voters, chosenId, costUsd } = issue;
    table.push([
      instance,
      state,
      candidates,
      tests,
      votes === null ? '-' : `${votes} of ${voters}`,
      chosenId === null ? chosenText(issue) : `candidate ${chosenId}`,
      gradeText(issue),
      usd(costUsd),
    ]);
  }
  const counts = countGrades(summaries);
  return counts.graded === 0 ? table.toString() : `${table.toString()}\n${gradeCountsText(counts)}`;
}

/** Unknown prices are said, never shown as 0. */
export function usd(costUsd: number | null): string {
  return costUsd === null ? 'unknown price' : costUsd.toFixed(4);
}

function chosenText({ state, fallback }: IssueSummary): string {
  if (state !== 'done') return '-';
  return fallback?.startsWith('no patch') ? 'no patch' : '-';
}
