import { usd } from '../reports/run-table.ts';
import type { Delivered } from './deliver.ts';
import type { Solution } from './solution.ts';

interface Around {
  /** Absolute path of the store. */
  readonly place: string;
}

/** The chosen patch with why it was chosen, how sure that is, what it cost, and what became of it. */
export function solutionText(solution: Solution, delivered: Delivered, { place }: Around): string {
  const { run, costUsd, errors } = solution;
  return [
    ...(solution.patch === null ? noPatch(solution) : patchAndReasons(solution, solution.patch)),
    `cost      ${usd(costUsd)}${costUsd === null ? '' : ' USD'}`,
    deliveredText(delivered),
    ...errors.map((error) => `FAILED    ${error}`),
    `stored    ${place}`,
    `look      troop show ${solution.instance} --store ${place} --run ${run}`,
  ].join('\n');
}

function noPatch({ state, fallback, candidates, samples }: Solution): string[] {
  if (state !== 'done') return [`no patch yet: the run is ${state}; the same command goes on with it`, ''];
  return [`no patch: ${candidates} candidates of ${samples} samples (${fallback ?? 'none was chosen'})`, ''];
}

function patchAndReasons(solution: Solution, patch: string): string[] {
  const { candidate, candidates, size, files, assurance, reason, fallback, regression } = solution;
  const broken = regression?.regressed ?? 0;
  const label = (name: string, lines: readonly string[]) =>
    lines.map((line, place) => `${(place === 0 ? name : '').padEnd(10)}${line}`);
  return [
    patch.trimEnd(),
    '',
    ...label('chosen', [
      `candidate id ${candidate}${candidates === 1 ? ', the only one' : `, of ${candidates}`}: ${files.join(', ')} (+${size?.added ?? 0} -${size?.removed ?? 0})`,
    ]),
    ...label('for', assurance?.speaksFor ?? []),
    ...label('against', assurance?.speaksAgainst ?? []),
    ...label('agent', reason === null ? [] : [reason.trim()]),
    ...label('note', fallback === null ? [] : [fallback]),
    ...label('others', broken > 0 ? [`${broken} of ${candidates} candidates break the existing tests`] : []),
    ...label('how sure', [assurance?.level ?? 'unknown']),
  ];
}

function deliveredText(delivered: Delivered): string {
  switch (delivered.kind) {
    case 'applied':
      return 'applied   to the work tree, not committed';
    case 'branch':
      return `branch    ${delivered.branch} at ${delivered.commit.slice(0, 12)}; the work tree is as it was`;
    case 'nothing':
      return `taken     not: ${delivered.why}`;
  }
}
