import { costlyAboveUsd, type Outlook, outlook } from '../../domain/stats/run-outlook.ts';

export interface IssueMoney {
  readonly instance: string;
  readonly isFinished: boolean;
  /** Null where a price is unknown. */
  readonly costUsd: number | null;
  /** Of the calls whose price is known. */
  readonly knownUsd: number;
}

export interface RunMoney {
  /** Of the calls whose price is known. */
  readonly spentUsd: number;
  readonly hasUnknown: boolean;
  readonly reservedUsd: number;
  readonly finished: number;
  readonly issues: number;
  /** Null where no issue is finished or a price is unknown. */
  readonly end: Outlook | null;
  /** Issues that cost far more than the others. */
  readonly costly: readonly { readonly instance: string; readonly costUsd: number }[];
}

export interface MoneyInput {
  readonly issues: readonly IssueMoney[];
  readonly reservedUsd: number;
}

export function runMoney({ issues, reservedUsd }: MoneyInput): RunMoney {
  const known = issues.flatMap(({ costUsd, ...issue }) => (costUsd === null ? [] : [{ ...issue, costUsd }]));
  const finishedUsd = known.filter(({ isFinished }) => isFinished).map(({ costUsd }) => costUsd);
  const left = known.filter(({ isFinished }) => !isFinished);
  const hasUnknown = known.length < issues.length;
  const above = costlyAboveUsd(finishedUsd);
  return {
    spentUsd: issues.reduce((total, { knownUsd }) => total + knownUsd, 0),
    hasUnknown,
    reservedUsd,
    finished: issues.filter(({ isFinished }) => isFinished).length,
    issues: issues.length,
    end: hasUnknown ? null : outlook({ finishedUsd, issuesLeft: left.length, spentOnLeftUsd: sum(left) }),
    costly: known
      .filter(({ costUsd }) => above !== null && costUsd > above)
      .map(({ instance, costUsd }) => ({ instance, costUsd })),
  };
}

function sum(issues: readonly { readonly costUsd: number }[]): number {
  return issues.reduce((total, { costUsd }) => total + costUsd, 0);
}

/** One line, as status and progress print it. */
export function moneyLine({ spentUsd, hasUnknown, reservedUsd, finished, issues, end }: RunMoney): string {
  const usd = `${spentUsd.toFixed(4)} USD`;
  const spent = !hasUnknown ? usd : spentUsd === 0 ? 'an unknown price' : `${usd} and an unknown price`;
  const parts = [
    `${spent} spent`,
    `${reservedUsd.toFixed(4)} reserved`,
    `${finished} of ${issues} issues finished`,
    ...(finished < issues ? [endText(end, hasUnknown)] : []),
  ];
  return parts.join(', ');
}

function endText(end: Outlook | null, hasUnknown: boolean): string {
  if (end === null)
    return hasUnknown ? 'unknown price at the end' : 'no forecast before an issue is finished';
  const { expectedUsd, lowUsd, highUsd } = end;
  const range = lowUsd === null || highUsd === null ? '' : ` (${lowUsd.toFixed(2)} to ${highUsd.toFixed(2)})`;
  return `about ${expectedUsd.toFixed(2)} USD at the end${range}`;
}

export function costlyLine({ instance, costUsd }: RunMoney['costly'][number]): string {
  return `${instance}  costs far more than the others: ${costUsd.toFixed(4)} USD so far`;
}
