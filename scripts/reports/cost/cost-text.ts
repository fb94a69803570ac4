import Table from 'cli-table3';
import { safeText } from '../../safe-text.ts';
import type { CostReport } from './cost-report.ts';
import { type CostTable, costFacts, costTables, ROUNDING } from './cost-tables.ts';

export function costText(report: CostReport): string {
  const facts = costFacts(report).map(([name, text]) => `${name}: ${text}`);
  const tables = costTables(report).map((table) => `${table.title}\n${drawn(table)}`);
  return safeText([`cost of run ${report.run}\n${facts.join('\n')}`, ...tables, ROUNDING].join('\n\n'));
}

function drawn({ head, rows }: CostTable): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}
