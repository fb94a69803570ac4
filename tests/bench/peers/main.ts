import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
import { installMini, miniProgram } from './mini.ts';
import { buildOurs, ourProgram } from './ours.ts';
import { peersReport } from './report.ts';

// npm run bench:peers
// mini-swe-agent (from the Python package index, in an environment of its own) and this project against the same fake
// server, one after the other in one run. Everything that is counted comes from the server's log, the kernel or the engine.

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

  const docker = { ...LOAD, sandbox: 'docker' as const };
  const host = await both('40 trajectories of 10 steps, 8 at once, on the host', (peer) =>
    runLoad(peer, LOAD, bench, 'host'),
  );
  const inDocker = await both('the same in Docker', (peer) => runLoad(peer, docker, bench, 'docker'));
  await removeContainersOf(theirs);
  note('commands by the engine’s interface alone');
  const ceiling = await engineCeiling(image, LOAD.workers);
  const cpu10 = await both('CPU per step, 8 trajectories of 10 steps', (peer) => cpuPerStep(peer, 10, bench));
  const cpu200 = await both('CPU per step, 8 trajectories of 200 steps', (peer) =>
    cpuPerStep(peer, 200, bench),
  );
  const killed = await both('kill -9 at half, and again', (peer) => killAtHalf(peer, LOAD, bench));
  const killedDocker = await both('the same in Docker', (peer) => killAtHalf(peer, docker, bench));
  await removeContainersOf(theirs);
  const budgets = [];
  for (const workers of [1, 8, 40])
    budgets.push({
      workers,
      ...(await both(`a budget of 100 calls, ${workers} at once`, (peer) => overshoot(peer, workers, bench))),
    });
  const unpriced = await both('a model without a price', (peer) => wasted(peer, bench));

  const report = peersReport({
    host,
    inDocker,
    ceiling,
    cpu10,
    cpu200,
    killed,
    killedDocker,
    budgets,
    unpriced,
  });
  out(report.table);
  out(report.line);
  passed = report.passed;
} finally {
  if (!passed) note(`what the programs printed is in ${folder}`);
  await server.stop();
  if (passed) await rm(folder, { recursive: true, force: true });
}
process.exitCode = passed ? 0 : 1;
