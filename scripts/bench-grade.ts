import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDirectory } from '../sandbox/cache-directory.ts';
import { gradeBySwebench } from './bench-grade/grade-by-swebench.ts';
import { type BenchResult, gradeOurs } from './bench-grade/grade-ours.ts';
import { TEN, tenCandidates } from './bench-grade/ten-candidates.ts';
import { runTool } from './dev-set/run-tool.ts';
import { officialPython } from './official/official-python.ts';
import { note, out } from './output.ts';
import { projectRoot } from './project-root.ts';

/**
 * Grades the same ten real candidates by the official command and by ours, two at once each, on images that are on
 * this machine. Ours runs before and after the official one, so that other work on the machine weighs on both, and the
 * mean counts. What is missing (engine, images, package) is set up first and not timed. Ends with 1 where a verdict
 * differs.
 */
const JOBS = 2;

const ROOT = projectRoot(fileURLToPath(import.meta.url));

const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('interrupted')));

process.exitCode = await main().catch((error: unknown) => {
  if (stop.signal.aborted) return 130;
  note(`bench:grade: ${error instanceof Error ? error.message : String(error)}`);
  return 1;
});

async function main(): Promise<number> {
  const { signal } = stop;
  const rows = resolve(cacheDirectory(process.env), 'bench-grade');
  await setUp(rows, signal);
  const python = await officialPython(note);
  const folder = await mkdtemp(join(tmpdir(), 'troop-bench-grade-'));
  try {
    const bench = { folder, candidates: await tenCandidates(rows), jobs: JOBS, signal };
    const cli = join(ROOT, 'dist', 'cli.js');
    note(`${bench.candidates.length} candidates, ${JOBS} at once: ours`);
    const before = await gradeOurs(bench, cli, 'before');
    note('the same by swebench eval');
    const official = await gradeBySwebench(bench, python);
    note('ours again');
    const after = await gradeOurs(bench, cli, 'after');
    return report([before, after], official);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function setUp(rows: string, signal: AbortSignal): Promise<void> {
  const cwd = ROOT;
  await runTool('scripts/docker-engine.sh', [], { cwd, signal });
  note('images of ten development instances; those that are there are not built again');
  const devSet = ['--import', 'tsx', 'scripts/dev-set.ts', '--instances', TEN.join(','), '--out', rows];
  await runTool(process.execPath, devSet, { cwd, signal });
}

function report(ours: readonly [BenchResult, BenchResult], official: BenchResult): number {
  const said = (verdict: boolean | undefined) =>
    verdict === undefined ? 'no verdict' : verdict ? 'resolved' : 'unresolved';
  const isEqual = (id: string, { resolved }: BenchResult) =>
    resolved.get(id) !== undefined && resolved.get(id) === official.resolved.get(id);
  const apart = TEN.filter((id) => !ours.every((result) => isEqual(id, result)));
  for (const id of apart) {
    const words = ours.map(({ resolved }) => said(resolved.get(id))).join(' and ');
    out(`${id}: ours ${words}, official ${said(official.resolved.get(id))}`);
  }
  const resolved = [...official.resolved.values()].filter(Boolean).length;
  out(`${TEN.length} candidates, ${TEN.length - apart.length} verdicts equal, ${resolved} resolved`);
  const [{ seconds: before }, { seconds: after }] = ours;
  const seconds = (before + after) / 2;
  out(`ours ${before.toFixed(1)} s before and ${after.toFixed(1)} s after the official command`);
  const ratio = (official.seconds / seconds).toFixed(1);
  out(`grade ours ${seconds.toFixed(1)} s official ${official.seconds.toFixed(1)} s ratio ${ratio}`);
  return apart.length === 0 ? 0 : 1;
}
