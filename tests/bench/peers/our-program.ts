import { readFileSync } from 'node:fs';
import { openStore } from '../../../db/open-store.ts';
import { packText } from '../../../db/packed-text.ts';
import { configSchema } from '../../../domain/config.ts';
import type { Issue } from '../../../domain/issue.ts';
import { runIssues } from '../../../pipeline/run-issues.ts';
import { keepHeapSmall } from '../../../scripts/heap-growth.ts';
import { withPrices } from '../../../scripts/model-settings.ts';
import { note } from '../../../scripts/output.ts';
import { withSession } from '../../../scripts/session.ts';

/**
 * Runs testing trajectories alone, each step of which is one `ask` and one cell on base, by the product's own store,
 * session and story. The command line has no such run: it wants edits, or candidates to choose among.
 */
keepHeapSmall();
const {
  store: path,
  issues,
  config,
} = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as {
  store: string;
  issues: Issue[];
  config: unknown;
};

const store = await openStore(path);
try {
  // As the command line does before it asks anything.
  const settings = withPrices(configSchema.parse(config), 'refuse');
  const run = { ...(store.findRun('peers') ?? store.createRun('peers', settings, null)), config: settings };
  store.updateConfig(run.id, settings);
  const session = {
    environment: process.env,
    onChange: 'keep-finished' as const,
    record: null,
    strictTape: false,
    emit: () => {},
    warn: note,
  };
  await withSession(store, run, session, async (deps) => {
    for (const [position, issue] of issues.entries())
      store.addInstance(run.id, position, issue, await packText(issue.text));
    await runIssues(store.issues(run.id), deps);
  });
} finally {
  store.close();
}
