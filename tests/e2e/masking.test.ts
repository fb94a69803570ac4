import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { everyText } from '../support/every-text.ts';
import { troop } from '../support/run-main.ts';
import { served } from '../support/served.ts';
import { editOf, smallRepository } from '../support/small-repository.ts';
import { tapeRun } from './tape-run.ts';

/** Of a form that its issuer has published, and one that nobody has. */
const SECRET = `ghp_${'q7'.repeat(18)}`;
const HARMLESS = `ghx_${'q7'.repeat(18)}`;

/** Neither stands in the script's own text. */
const NOSY = `<test>
const { parse } = require('./');
for (const start of ['ghp', 'ghx']) console.log('printed', start + '_' + 'q7'.repeat(18));
process.exit(parse('3-1').join() === '3,2,1' ? 0 : 2);
</test>`;

const REGRESSION = `node -e "for (const start of ['ghp', 'ghx']) console.log('tested', start + '_' + 'q7'.repeat(18))"`;

test('what cells print is stored without its secrets, and what is handed in has none, not those of replies either', async () => {
  const { folder, dataset } = await smallRepository();
  const server = await served({
    'testing/0/1': NOSY,
    'testing/0/2': '<done/>',
    // Another script, so that the grid has cells that no agent ran.
    'testing/1/1': NOSY.replace('const', '// again\nconst'),
    'testing/1/2': '<done/>',
    'editing/0/1': `The fixture holds ${SECRET} and ${HARMLESS}.\n\n${editOf('counts down')}`,
    'editing/0/2': '<done/>',
    'editing/1/1': editOf('counts up'),
    'editing/1/2': '<done/>',
  });
  const model = `openai-compatible:fake-1@${server.openaiUrl}`;
  const settings = {
    regression: { command: REGRESSION },
    execution: { gridTimeoutMs: 61_000 },
    selectBy: 'vote',
  };
  const ran = await troop(tapeRun({ folder, dataset, model, samples: 2, settings }));
  expect(ran.status, ran.stderr).toBe(0);

  const store = join(folder, 'troop.db');
  const stored = everyText(store).map(({ text }) => text);
  // Agents, grid and regression tests ran it, and what has another form is there in full.
  for (const word of ['printed', 'tested']) {
    expect(stored.some((text) => text.includes(`${word} ${HARMLESS}`))).toBe(true);
    expect(stored.filter((text) => text.includes(`${word} ${SECRET}`))).toEqual([]);
  }

  const out = join(folder, 'submission');
  const exported = await troop(['export', '--store', store, '--format', 'submission', '--out', out]);
  expect(exported.status, exported.stderr).toBe(0);
  const files = readdirSync(out, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
  expect(files.some((text) => text.includes(`The fixture holds ghp_<masked> and ${HARMLESS}`))).toBe(true);
  expect(files.filter((text) => text.includes(SECRET))).toEqual([]);
});
