import Table from 'cli-table3';
import type { CheckedInstance, CheckGrading } from '../../pipeline/gold-check.ts';
import type { Finding } from '../../pipeline/gold-findings.ts';

/** Tests named in a sentence for people; JSON has all. */
const MOST_TESTS = 5;

/** Reasons are wrapped at this width, so that the other columns stay in sight. */
const REASON_COLUMNS = 80;

/** Checked instances, a row each, with what is wrong. */
export function checkTable(checked: readonly CheckedInstance[]): string {
  const table = new Table({
    head: ['instance', 'state', 'base', 'gold', 'seconds', 'why'],
    style: { head: [], border: [], compact: true },
    colWidths: [null, null, null, null, null, REASON_COLUMNS],
    wordWrap: true,
  });
  for (const { instanceId, state, gradings, faults, remarks } of checked) {
    const seconds = gradings.reduce((sum, grading) => sum + grading.seconds, 0);
    const why = [...faults, ...remarks].map(findingText).join('\n');
    table.push([
      instanceId,
      state,
      verdicts(gradings, 'base'),
      verdicts(gradings, 'gold'),
      seconds.toFixed(1),
      why,
    ]);
  }
  return table.toString();
}

/** One line for progress. */
export function checkText({ instanceId, state, faults }: CheckedInstance): string {
  return [`${instanceId}  ${state}`, ...faults.map(findingText)].join('; ');
}

function verdicts(gradings: readonly CheckGrading[], wanted: CheckGrading['kind']): string {
  const all = gradings.filter(({ kind }) => kind === wanted).map(({ report }) => report.verdict);
  return [...new Set(all)].join(', then ') || '-';
}

function findingText({ what, tests }: Finding): string {
  const named = tests.slice(0, MOST_TESTS).map(({ name, status }) => `${name} (${status})`);
  const more = tests.length > MOST_TESTS ? ` and ${tests.length - MOST_TESTS} more` : '';
  return named.length === 0 ? what : `${what}: ${named.join(', ')}${more}`;
}
