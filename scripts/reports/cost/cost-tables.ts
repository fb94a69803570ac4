import { gradeCountsText } from '../grade-counts.ts';
import { addUp, sharesOf } from './add-up.ts';
import type { CostReport, NamedMoney } from './cost-report.ts';
import { type Money, moneyText } from './money.ts';
import { PAPER_CLASSES, PAPER_ISSUES, PAPER_STAGES, PAPER_TOTAL_USD } from './paper.ts';

/** A table as people read it; every column but the first is numbers. */
export interface CostTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Percent of each row, for a bar beside it; none for a total, which is the last. */
  readonly shares: readonly number[];
}

export const ROUNDING =
  'USD have 4 decimals and shares 1; parts are rounded so that they add up to their total (largest remainder).';

export function costTables(report: CostReport): CostTable[] {
  return [
    moneyTable('by stage', 'stage', report.stages),
    moneyTable('by model', 'model', report.models),
    moneyTable('by issue', 'issue', report.byIssue),
    classTable(report),
    paperTable(report),
    paperClassTable(report),
  ];
}

/** The figures above the tables, a line each. */
export function costFacts(report: CostReport): [name: string, text: string][] {
  const { open, saved, grades, total, issues } = report;
  const openUsd = open.usd === null ? 'no known amount' : `at most ${open.usd.toFixed(4)} USD`;
  const openUnknown = open.unknownCalls === 0 ? '' : `; unknown price (${open.unknownCalls} calls)`;
  return [
    ['spent (USD)', moneyText(total)],
    ['issues', String(issues)],
    ['grades', gradeCountsText(grades)],
    ['per issue (USD)', perText(report.perIssueUsd, total)],
    [
      'per resolved issue (USD)',
      grades.resolved === 0 ? 'none is resolved' : perText(report.perResolvedUsd, total),
    ],
    [
      'open reservations, in no figure here',
      open.calls === 0 ? 'none' : `${open.calls} calls, ${openUsd}${openUnknown}`,
    ],
    ['saved by caching (USD)', savedText(saved.cachingUsd)],
    ['saved by batching (USD)', savedText(saved.batchingUsd)],
  ];
}

function savedText(usd: number | null): string {
  return usd === null ? 'unknown price' : usd.toFixed(4);
}

function perText(usd: number | null, { unknownCalls, unknownTokens }: Money): string {
  if (usd !== null) return usd.toFixed(4);
  return unknownCalls > 0 ? `unknown price (${unknownCalls} calls, ${unknownTokens} tokens)` : '-';
}

function moneyTable(title: string, first: string, rows: readonly NamedMoney[]): CostTable {
  const amounts = rows.map(({ usd }) => usd ?? 0);
  const shown = addUp(amounts, 4);
  const shares = sharesOf(amounts);
  return {
    title,
    head: [first, 'calls', 'input', 'cache write', 'cache read', 'output', 'cost (USD)', 'share'],
    rows: rows.map((row, index) => [
      row.name,
      String(row.calls),
      String(row.inputTokens),
      String(row.cacheWriteTokens),
      String(row.cacheReadTokens),
      String(row.outputTokens),
      moneyText(row, shown[index]),
      row.usd === null ? '-' : percent(shares[index]),
    ]),
    shares,
  };
}

function classTable({ classes, total }: CostReport): CostTable {
  const rows = [
    { name: 'input', tokens: total.inputTokens, usd: classes.input },
    { name: 'cache write', tokens: total.cacheWriteTokens, usd: classes.cacheWrite },
    { name: 'cache read', tokens: total.cacheReadTokens, usd: classes.cacheRead },
    { name: 'output', tokens: total.outputTokens, usd: classes.output },
    { name: 'not at the prices of the run', tokens: null, usd: classes.other },
  ].filter(({ tokens, usd }) => tokens !== null || usd !== 0);
  const amounts = rows.map(({ usd }) => usd);
  const isKnown = total.usd !== null;
  const shown = addUp(amounts, 4);
  const shares = sharesOf(amounts);
  return {
    title: 'by token class (cost: of the calls whose price is known)',
    head: ['class', 'tokens', 'cost (USD)', 'share'],
    rows: rows.map(({ name, tokens }, index) => [
      name,
      tokens === null ? '-' : String(tokens),
      isKnown ? (shown[index] ?? 0).toFixed(4) : noUsdText(total),
      isKnown ? percent(shares[index]) : '-',
    ]),
    shares,
  };
}

function paperTable({ stages, issues, total }: CostReport): CostTable {
  const names = [...new Set([...Object.keys(PAPER_STAGES), ...stages.map(({ name }) => name)])];
  const ours = names.map((name) => stages.find((stage) => stage.name === name));
  const paper = new Map<string, number>(Object.entries(PAPER_STAGES));
  const rows = names.map((name, index) => {
    const stage = ours[index];
    return { name, paperUsd: paper.get(name) ?? 0, stage, usd: stage?.usd ?? 0 };
  });
  const paperShares = sharesOf(rows.map(({ paperUsd }) => paperUsd));
  const shares = sharesOf(rows.map(({ usd }) => usd));
  const ourUsd = addUp(
    rows.map(({ usd }) => usd),
    4,
  );
  return {
    title: `beside the paper (${PAPER_ISSUES} issues, ${PAPER_TOTAL_USD.toFixed(2)} USD, ${(PAPER_TOTAL_USD / PAPER_ISSUES).toFixed(2)} per issue)`,
    head: [
      'stage',
      'paper (USD)',
      'paper per issue',
      'paper share',
      'ours (USD)',
      'ours per issue',
      'our share',
    ],
    rows: [
      ...rows.map(({ name, paperUsd, stage }, index) => [
        name,
        paperUsd.toFixed(2),
        (paperUsd / PAPER_ISSUES).toFixed(4),
        percent(paperShares[index]),
        stage ? moneyText(stage, ourUsd[index]) : '-',
        stage ? perIssueText(stage, issues) : '-',
        stage && stage.usd !== null ? percent(shares[index]) : '-',
      ]),
      [
        'total',
        PAPER_TOTAL_USD.toFixed(2),
        (PAPER_TOTAL_USD / PAPER_ISSUES).toFixed(4),
        '100.0 %',
        moneyText(total),
        perIssueText(total, issues),
        total.usd === null ? '-' : '100.0 %',
      ],
    ],
    shares,
  };
}

function paperClassTable({ classes, total, issues }: CostReport): CostTable {
  const ours = new Map([
    ['input', classes.input],
    ['cache write', classes.cacheWrite],
    ['cache read', classes.cacheRead],
    ['output', classes.output],
  ]);
  const isWhole = total.usd !== null && total.unknownCalls === 0 && issues > 0;
  const paper = Object.entries(PAPER_CLASSES);
  const paperShares = sharesOf(paper.map(([, usd]) => usd));
  return {
    title: 'beside the paper, by token class',
    head: ['class', 'paper (USD)', 'paper per issue', 'paper share', 'ours per issue'],
    rows: paper.map(([name, usd], index) => {
      const own = ours.get(name);
      const ownText = isWhole ? ((own ?? 0) / issues).toFixed(4) : noUsdText(total);
      return [
        name,
        usd.toFixed(2),
        (usd / PAPER_ISSUES).toFixed(4),
        percent(paperShares[index]),
        own === undefined ? '-' : ownText,
      ];
    }),
    shares: paperShares,
  };
}

function perIssueText(stage: Money, issues: number): string {
  if (stage.unknownCalls > 0) return moneyText({ ...stage, usd: null });
  return stage.usd === null || issues === 0 ? '-' : (stage.usd / issues).toFixed(4);
}

/** Nothing came to an end, or its price is unknown. */
function noUsdText({ unknownCalls }: Money): string {
  return unknownCalls === 0 ? '-' : 'unknown price';
}

function percent(share: number | undefined): string {
  return `${(share ?? 0).toFixed(1)} %`;
}
