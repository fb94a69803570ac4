import type { CostReport } from './cost-report.ts';
import { type CostTable, costFacts, costTables, ROUNDING } from './cost-tables.ts';

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; color: #1d2329; max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { padding: .3rem .6rem; border-bottom: 1px solid #dde2e7; text-align: right; vertical-align: top }
th:first-child, td:first-child { text-align: left }
thead th { color: #56616c; font-weight: 600; border-bottom: 2px solid #b9c2cb }
td.bar { width: 8rem } td.bar i { display: block; height: .7rem; margin-top: .35rem; background: #3b7dd8; border-radius: 2px }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.5rem } dt { color: #56616c } dd { margin: 0 }
footer { margin-top: 2rem; color: #56616c }
`;

/** One page that needs nothing else: no script, no outside resource. */
export function costHtml(report: CostReport): string {
  const title = `Cost of run ${escaped(report.run)}`;
  const facts = costFacts(report).map(([name, text]) => `<dt>${escaped(name)}</dt><dd>${escaped(text)}</dd>`);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style></head>
<body>
<h1>${title}</h1>
<dl>${facts.join('\n')}</dl>
${costTables(report).map(section).join('\n')}
<footer>${escaped(ROUNDING)}</footer>
</body>
</html>
`;
}

function section({ title, head, rows, shares }: CostTable): string {
  const heads = head.map((cell) => `<th scope="col">${escaped(cell)}</th>`).join('');
  const body = rows.map((row, index) => {
    const cells = row.map((cell) => `<td>${escaped(cell)}</td>`).join('');
    const share = shares[index];
    // A total has no share of its own, and no bar.
    const bar = share === undefined ? '' : `<i style="width:${Math.max(0, share).toFixed(1)}%"></i>`;
    return `<tr>${cells}<td class="bar">${bar}</td></tr>`;
  });
  return `<h2>${escaped(title)}</h2>
<table><thead><tr>${heads}<th></th></tr></thead><tbody>
${body.join('\n')}
</tbody></table>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
