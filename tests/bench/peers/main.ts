import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Docker from 'dockerode';
import { makeRepository } from '../../../scripts/demo/repository.ts';
import { note, out } from '../../../scripts/output.ts';
import { projectRoot } from '../../../scripts/project-root.ts';
import { startFakeServer } from '../../fake-server/start.ts';
import { imageOfRepository } from '../../support/docker.ts';
import {
  cpuPerStep,
  killAtHalf,
  LOAD,
  overshoot,
  type Peer,
  placeIn,
  removeContainersOf,
  runLoad,
  wasted,
} from './bench-peers.ts';
import { engineCeiling } from './engine-ceiling.ts';
import type { Load } from './load.ts';
import { installMini, miniProgram } from './mini.ts';
import { buildOurs, ourProgram } from './ours.ts';
import { peersReport } from './report.ts';

// npm run bench:peers -- [--short]
// mini-swe-agent (from the Python package index, in an environment of its own) and this project against the same fake
// server, one after the other in one run. Everything that is counted comes from the server's log, the kernel or the engine.
// Short: a third of the load, and no bar for speed.

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const size = values.short
  ? { trajectories: 16, steps: { short: 5, long: 20 }, workers: [8] }
  : { trajectories: 40, steps: { short: 10, long: 200 }, workers: [1, 8, 40] };
const load: Load = { ...LOAD, trajectories: size.trajectories };

const root = projectRoot(fileURLToPath(import.meta.url));
process.once('SIGINT', () => process.exit(130));

execFileSync(join(root, 'scripts', 'docker-engine.sh'), { stdio: ['ignore', 2, 2] });
const folder = await mkdtemp(join(tmpdir(), 'troop-peers-'));
const server = await startFakeServer(fileURLToPath(new URL('scenario.ts', import.meta.url)));
let passed = false;
try {
  const [mini, program] = [await installMini(), await buildOurs()];
  const directory = join(folder, 'repository');
  const source = join(root, 'tests', 'crash', 'subject');
  const commit = await makeRepository({ source, directory, message: 'peers', path: process.env.PATH ?? '' });
  execFileSync('git', ['-C', directory, 'reset', '--quiet', '--hard']);
  const image = await imageOfRepository(new Docker(), directory);
  const bench = { server, place: placeIn(folder, { modelUrl: server.openaiUrl, directory, commit, image }) };
  const theirs: Peer = {
    name: 'mini-swe-agent',
    program: (load, place) => miniProgram(mini, load, place),
    owns: ({ Names }) => Names.some((name) => name.startsWith('/minisweagent-')),
  };
  const ours: Peer = {
    name: 'troop',
    program: (load, place) => ourProgram(program, load, place),
    owns: ({ Labels }) => Labels['troop.run'] === 'peers',
  };
  const both = async <T>(what: string, ask: (peer: Peer) => Promise<T>) => {
    note(what);
    const figures = { theirs: await ask(theirs), ours: await ask(ours) };
    note(JSON.stringify(figures));
    return figures;
  };

  const docker = { ...load, sandbox: 'docker' as const };
  const host = await both(`${load.trajectories} trajectories of 10 steps, 8 at once, on the host`, (peer) =>
    runLoad(peer, load, bench, 'host'),
  );
  const inDocker = await both('the same in Docker', (peer) => runLoad(peer, docker, bench, 'docker'));
  await removeContainersOf(theirs);
  note('commands by the engine’s interface alone');
  const ceiling = await engineCeiling(image, LOAD.workers);
  const cpuOf = async (steps: number) => ({
    steps,
    ...(await both(`CPU per step, 8 trajectories of ${steps} steps`, (peer) =>
      cpuPerStep(peer, steps, bench),
    )),
  });
  const cpuShort = await cpuOf(size.steps.short);
  const cpuLong = await cpuOf(size.steps.long);
  const killed = await both('kill -9 at half, and again', (peer) => killAtHalf(peer, load, bench));
  const killedDocker = await both('the same in Docker', (peer) => killAtHalf(peer, docker, bench));
  await removeContainersOf(theirs);
  const budgets = [];
  for (const workers of size.workers)
    budgets.push({
      workers,
      ...(await both(`a budget of 100 calls, ${workers} at once`, (peer) =>
        overshoot(peer, { ...load, workers }, bench),
      )),
    });
  const unpriced = await both('a model without a price', (peer) => wasted(peer, bench));

  const figures = {
    host,
    inDocker,
    ceiling,
    cpuShort,
    cpuLong,
    killed,
    killedDocker,
    budgets,
    unpriced,
  };
  const report = peersReport(figures, { speed: !values.short });
  out(report.table);
  out(report.line);
  passed = report.passed;
} finally {
  if (!passed) note(`what the programs printed is in ${folder}`);
  await server.stop();
  if (passed) await rm(folder, { recursive: true, force: true });
}
process.exitCode = passed ? 0 : 1;
