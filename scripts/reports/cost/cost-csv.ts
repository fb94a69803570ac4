import { stringify } from 'csv-stringify/sync';
import type { CostReport, NamedMoney } from './cost-report.ts';

const COLUMNS = [
  'section',
  'name',
  'calls',
  'usd',
  'unknown_price_calls',
  'unknown_price_tokens',
  'input_tokens',
  'cache_write_tokens',
  'cache_read_tokens',
  'output_tokens',
];

/** One row per part of a section, unrounded; an empty `usd` is an unknown price. */
export function costCsv(report: CostReport): string {
  const rows = [
    ...sectionRows('total', [{ name: report.run, ...report.total }]),
    ...sectionRows('stage', report.stages),
    ...sectionRows('model', report.models),
    ...sectionRows('issue', report.byIssue),
  ];
  // A name that a spreadsheet would run as a formula gets an apostrophe before it.
  return stringify([COLUMNS, ...rows], { escape_formulas: true });
}

function sectionRows(section: string, parts: readonly NamedMoney[]): (string | number | null)[][] {
  return parts.map((part) => [
    section,
    part.name,
    part.calls,
    part.usd,
    part.unknownCalls,
    part.unknownTokens,
    part.inputTokens,
    part.cacheWriteTokens,
    part.cacheReadTokens,
    part.outputTokens,
  ]);
}
