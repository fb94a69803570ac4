import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costCsv } from '../../scripts/reports/cost/cost-csv.ts';
import { costReport } from '../../scripts/reports/cost/cost-report.ts';

const GRADES = { graded: 0, resolved: 0, unresolved: 0, errored: 0, suspect: 0, infrastructure: 0 };

/** RFC 4180: quoted fields may hold commas, line ends and doubled quotes. */
function parsed(text: string): string[][] {
  const rows: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/gy;
  for (let at = field.exec(text); at !== null && at[0] !== ''; at = field.exec(text)) {
    rows.at(-1)?.push(at[1]?.replaceAll('""', '"') ?? at[2] ?? '');
    if (at[3] === '\n') rows.push([]);
  }
  return rows.slice(0, -1);
}

const line = fc.record({
  instanceId: fc.string({ unit: 'grapheme', maxLength: 12 }),
  role: fc.constantFrom('relevance' as const, 'editing' as const, 'judge' as const),
  model: fc.constantFrom('p:m', 'a,"b"\nc', '=1+1'),
  priceClass: fc.constantFrom('standard' as const, 'batch' as const),
  isOpen: fc.constant(false),
  calls: fc.nat(99),
  callMs: fc.nat(99),
  costUsd: fc.option(fc.double({ min: 0, max: 99, noNaN: true })),
  inputTokens: fc.nat(),
  outputTokens: fc.nat(),
  cacheReadTokens: fc.nat(),
  cacheWriteTokens: fc.nat(),
});

test('the CSV of any ledger reads back as what the report holds, an unknown price as nothing', () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const report = costReport({ run: 'night, "late"', issues: [], lines, grades: GRADES, prices: {} });
      const rows = parsed(costCsv(report)).slice(1);
      const parts = [
        { name: report.run, ...report.total },
        ...report.stages,
        ...report.models,
        ...report.byIssue,
      ];
      expect(rows.map((row) => row[1]?.replace(/^'(?=[=+\-@\t\r＝＋－＠])/, ''))).toEqual(
        parts.map(({ name }) => name),
      );
      const numbers = rows.map((row) => row.slice(2).map((cell) => (cell === '' ? null : Number(cell))));
      expect(numbers).toEqual(
        parts.map((part) => [
          part.calls,
          part.usd,
          part.unknownCalls,
          part.unknownTokens,
          part.inputTokens,
          part.cacheWriteTokens,
          part.cacheReadTokens,
          part.outputTokens,
        ]),
      );
    }),
  );
});

test('control: fields joined by commas alone do not read back', () => {
  expect(parsed('stage,a,"b"\n')).toEqual([['stage', 'a', 'b']]);
  expect(parsed('"a,""b""\nc",1\n')).toEqual([['a,"b"\nc', '1']]);
  expect(parsed('a,b\nc,1\n')).not.toEqual([['a,b\nc', '1']]);
});
