import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { runTool } from '../../scripts/dev-set/run-tool.ts';
import { officialPython } from '../../scripts/official/official-python.ts';
import { note, out } from '../../scripts/output.ts';
import { projectRoot } from '../../scripts/project-root.ts';
import { timedStep } from './timed-step.ts';

/**
 * Ten development instances from start to official grading, each step one command that a user would type: build the
 * instances, run on a recorded model, export, and let the official package grade what was chosen. Ends with 1 unless
 * every issue is done and both harnesses say the same of every chosen patch.
 */
const TEN = [
  'pallets__flask-4992',
  'django__django-11790',
  'django__django-12915',
  'django__django-13230',
  'django__django-14534',
  'django__django-16527',
  'pytest-dev__pytest-7432',
  'sphinx-doc__sphinx-7910',
  'sphinx-doc__sphinx-9320',
  'sympy__sympy-15011',
];

const ROOT = projectRoot(fileURLToPath(import.meta.url));
const TROOP = join(ROOT, 'dist', 'cli.js');
const HERE = join(ROOT, 'tests', 'ten');

const runSchema = z.object({ issues: z.array(z.object({ state: z.string() })) });
const gradesSchema = z.object({
  grades: z.array(z.object({ verdict: z.string(), difference: z.string().nullable() })),
});
const predictionsSchema = z.record(z.string(), z.object({ model_patch: z.string() }));

const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('interrupted')));

process.exitCode = await main().catch((error: unknown) => {
  if (stop.signal.aborted) return 130;
  note(`ten: ${error instanceof Error ? error.message : String(error)}`);
  return 1;
});

async function main(): Promise<number> {
  await runTool('scripts/docker-engine.sh', [], { cwd: ROOT, signal: stop.signal });
  const python = await officialPython(note);
  const folder = await mkdtemp(join(tmpdir(), 'troop-ten-'));
  try {
    return await runAndGrade(folder, python);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runAndGrade(folder: string, python: string): Promise<number> {
  const rows = join(folder, 'rows');
  await mkdir(rows);
  await step('npm run dev-set', 'npm', [
    ...['run', '-s', 'dev-set', '--', '--instances', TEN.join(','), '--out', rows],
  ]);
  const store = ['--store', join(folder, 'troop.db')];
  const settings = ['--config', join(HERE, 'config.yaml'), '--model', `tape:${join(HERE, 'tape.jsonl')}`];
  const dataset = join(rows, 'instances.jsonl');
  const run = await troop([
    ...['run', ...store, '--run', 'ten', '--dataset', dataset, ...settings],
    ...['--unknown-price', 'allow', '--json'],
  ]);
  const finished = runSchema.parse(JSON.parse(run)).issues.filter(({ state }) => state === 'done').length;
  const predictions = predictionsSchema.parse(
    JSON.parse(await troop(['export', ...store, '--format', 'json'])),
  );
  const patches = Object.values(predictions).filter((one) => one.model_patch !== '').length;
  const official = await troop([
    ...['grade', ...store, '--harness', 'official', '--harness-python', python, '--json'],
  ]);
  const { grades } = gradesSchema.parse(JSON.parse(official));
  const resolved = grades.filter(({ verdict }) => verdict === 'resolved').length;
  const agree = grades.filter(({ difference }) => difference === null).length;
  out(
    `ten instances ${TEN.length} done ${finished} patches ${patches} official ${grades.length} agree ${agree} resolved ${resolved}`,
  );
  const isWhole = finished === TEN.length && grades.length === patches && agree === grades.length;
  return isWhole && patches > 0 ? 0 : 1;
}

function troop(args: readonly string[]): Promise<string> {
  return step(`troop ${args[0]}`, process.execPath, [TROOP, ...args]);
}

function step(name: string, program: string, args: readonly string[]): Promise<string> {
  return timedStep(name, () => runTool(program, args, { cwd: ROOT, signal: stop.signal }));
}
