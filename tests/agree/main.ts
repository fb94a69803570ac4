import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { UsageError } from '../../domain/errors.ts';
import { gradeLog } from '../../pipeline/swebench/grade-log.ts';
import { runTool } from '../../scripts/dev-set/run-tool.ts';
import { officialPython } from '../../scripts/official/official-python.ts';
import { list, note, out, wholeNumber } from '../../scripts/output.ts';
import { caught, gradeByBoth } from './agree.ts';
import { devLogs } from './dev-logs.ts';
import { nastySubjects } from './nasty-subjects.ts';
import { printReport } from './report.ts';
import { savedLogs } from './saved-logs.ts';
import { weakGraders } from './weak-graders.ts';

const HELP = `npm run agree -- [--instances a,b] [--jobs N] [--fresh] [--data DIR]
npm run agree -- --logs DIR --dataset FILE

Lets the official package (swebench, in an environment of its own) and our grader grade the same logs and compares all
that they say; see docs/agreement.md. Everything it needs is made when it is absent.

  --instances a,b   development instances (default: all): base, gold patch and every recorded candidate of each
  --jobs N          builds and gradings at once (default 2)
  --fresh           run what an earlier call has run already
  --data DIR        folder of the development data (default: TROOP_DEV_DATA, else ../shared/data/swebench)
  --logs DIR        in place of development instances: every INSTANCE/test_output.txt below DIR; needs no Docker
  --dataset FILE    rows of those instances
`;

const OPTIONS = {
  instances: { type: 'string' },
  jobs: { type: 'string', default: '2' },
  fresh: { type: 'boolean', default: false },
  data: { type: 'string' },
  logs: { type: 'string' },
  dataset: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const folder = await mkdtemp(join(tmpdir(), 'troop-agree-'));
process.exitCode = await main()
  .catch((error: unknown) => {
    note(`agree: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  })
  .finally(() => rm(folder, { recursive: true, force: true }));

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    out(HELP);
    return 0;
  }
  const python = await officialPython(note);
  const nasty = await nastySubjects(folder);
  const logs = await subjectsOf(values);
  if (logs === null) return 130;
  const graded = await gradeByBoth(python, [...nasty, ...logs.subjects], gradeLog);
  const weak = await caught(weakGraders(gradeLog), graded);
  const isWhole = values.logs === undefined && values.instances === undefined;
  return printReport({ graded, weak, logless: logs.logless, isWhole }, out) ? 0 : 1;
}

async function subjectsOf(values: ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']) {
  if (values.logs !== undefined) {
    if (values.dataset === undefined) throw new UsageError('--logs needs --dataset, the file with the rows');
    return { subjects: await savedLogs(values.logs, values.dataset), logless: [] };
  }
  await runTool(fileURLToPath(new URL('../../scripts/docker-engine.sh', import.meta.url)), []);
  const beside = fileURLToPath(new URL('../../../shared/data/swebench', import.meta.url));
  return devLogs({
    data: values.data ?? process.env.TROOP_DEV_DATA ?? beside,
    instances: values.instances === undefined ? null : list(values.instances),
    jobs: wholeNumber('--jobs', 1)(values.jobs),
    fresh: values.fresh,
    folder,
    say: note,
  });
}
