import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { parse } from 'yaml';
import { readTape } from '../agents/models/tape-file.ts';
import { openStore, openStoreReadOnly } from '../db/open-store.ts';
import type { IssueSummary } from '../pipeline/summary.ts';
import { cacheDirectory } from '../sandbox/cache-directory.ts';
import { prepareInput } from './demo/input.ts';
import { reportFailure } from './main.ts';
import { type ExitStatus, note, out, outJson } from './output.ts';
import { projectRoot } from './project-root.ts';
import { runTable } from './reports/run-table.ts';
import { performRun } from './run-command.ts';
import { safeText } from './safe-text.ts';

const RUN = 'demo';

/** USD per million tokens at which the recording's tokens are counted: the list price of a model of its class. */
const DEMO_PRICE = { input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 };

interface DemoOptions {
  readonly json: boolean;
  readonly model?: string;
  readonly record?: string;
  readonly recordOf?: string;
}

const program = new Command('demo')
  .description('The main job on three real bugs in published packages, with a recorded language model.')
  .option('--json', 'print one JSON document on stdout', false)
  .option('--model <name>', 'ask this model instead of replaying the recording')
  .option('--record <tape>', 'record the replies of --model')
  .option('--record-of <words>', 'what the tape is a recording of')
  .action(demo);

async function demo(options: DemoOptions): Promise<void> {
  const scripts = join(projectRoot(fileURLToPath(import.meta.url)), 'scripts', 'demo');
  const directory = await mkdtemp(join(tmpdir(), 'troop-demo-'));
  const tape = join(scripts, 'tape.jsonl');
  const model = options.model ?? `tape:${tape}`;
  note(options.model ? `asking ${options.model}` : replayed(tape));
  note('installing the three packages, each as a git repository of its own');
  const { dataset, predictions } = await prepareInput({
    casesDirectory: join(scripts, 'cases'),
    directory,
    cacheDirectory: join(cacheDirectory(process.env), 'demo'),
    path: process.env.PATH ?? '',
  });
  const config = join(directory, 'config.json');
  const settings = parse(await readFile(join(scripts, 'config.yaml'), 'utf8'));
  await writeFile(config, JSON.stringify({ ...settings, prices: { [model]: DEMO_PRICE } }, null, 2));
  const store = join(directory, 'troop.db');
  let status: ExitStatus = 0;
  const host = {
    environment: process.env,
    openStore,
    openReader: openStoreReadOnly,
    end: (ending: ExitStatus) => {
      status = ending;
    },
  };
  const opened = openStore(store);
  try {
    const { summaries, interrupted } = await performRun(
      {
        store,
        json: options.json,
        run: RUN,
        dataset,
        config,
        model: [model],
        edit: true,
        grade: true,
        // Published packages' code, run as any install would run it.
        unsafe: true,
        import: [predictions],
        onChange: 'stop',
        unknownPrice: 'refuse',
        strictTape: false,
        verbose: false,
        ...(options.record ? { record: options.record, recordOf: options.recordOf ?? 'the demo' } : {}),
      },
      host,
      opened,
    );
    if (options.json) outJson({ issues: summaries.map(jsonIssue), store });
    else out(report(summaries, store, options.model ? null : tape));
    for (const { instance, errors } of summaries) {
      for (const error of errors) note(`FAILED ${instance}: ${error}`);
    }
    const unfinished = summaries.some(({ state }) => state !== 'done');
    status = interrupted ? 130 : unfinished ? 2 : 0;
  } finally {
    opened.close();
  }
  process.exitCode = status;
}

function replayed(tape: string): string {
  const { header } = readTape(tape);
  return `replaying a recording, no model is asked: ${header.of}, recorded ${header.recordedAt.slice(0, 10)}`;
}

function jsonIssue({ instance, chosen, grade, candidates, tests, votes, costUsd }: IssueSummary) {
  return { instance, chosen, grade, candidates, tests, votes, costUsd };
}

function report(summaries: readonly IssueSummary[], store: string, tape: string | null): string {
  const diffs = summaries.map(({ instance, state, chosen, fallback }) => {
    const why = fallback ? ` (${fallback})` : '';
    const nothing = state === 'done' ? 'no patch' : 'not decided';
    return `chosen for ${instance}${why}:\n\n${chosen === null ? nothing : safeText(chosen)}`;
  });
  const cost = tape
    ? `The replies are a recording (${tape}); the cost is what their tokens would have cost at ${DEMO_PRICE.input} and ${DEMO_PRICE.output} USD per million.`
    : '';
  const imported =
    "One candidate of each issue is not the model's: what a later published version changed. None of these three fixes does all that its issue asks for; the vote has to leave them behind.";
  const look = `Everything is stored in ${store}\nLook into it: npm run -s troop -- show --store ${store}`;
  return [runTable(summaries), ...diffs, imported, cost, look].join('\n\n');
}

try {
  await program.parseAsync(process.argv);
} catch (error) {
  process.exitCode = reportFailure(error, process.env);
}
