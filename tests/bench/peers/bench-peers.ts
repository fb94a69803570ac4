import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import Docker from 'dockerode';
import { removeContainer } from '../../../sandbox/docker/reap-dead-owners.ts';
import type { FakeServer } from '../../fake-server/start.ts';
import { type Calls, callsOf } from './calls.ts';
import type { Load, Place } from './load.ts';
import { measured, type Program, started, type Usage } from './measured.ts';
import { REPLY_TOKENS } from './scenario.ts';

const USD_PER_TOKEN = 0.00008;
const USD_PER_CALL = USD_PER_TOKEN * REPLY_TOKENS;

/** A tool that is compared, by the program that does a load in a place. */
export interface Peer {
  readonly name: string;
  program(load: Load, place: Place): Promise<Program>;
  /** Whether a container is one of its own. */
  owns(container: Docker.ContainerInfo): boolean;
}

export interface Bench {
  readonly server: FakeServer;
  /** Of a run that is its own. */
  place(name: string): Place;
}

export interface Ran extends Usage {
  readonly calls: Calls;
  /** Calls a second, from the first to the last. */
  readonly stepsPerSecond: number;
}

export const LOAD: Load = {
  trajectories: 40,
  steps: 10,
  workers: 8,
  sandbox: 'process',
  usdPerToken: USD_PER_TOKEN,
  isPriced: true,
  budgetUsd: null,
};

/** Runs a load to its end. Throws where not every call was made that the load has. */
export async function runLoad(peer: Peer, load: Load, bench: Bench, name: string): Promise<Ran> {
  const from = (await bench.server.log()).length;
  const program = await peer.program(load, bench.place(`${peer.name}-${name}`));
  const usage = await measured(program);
  const calls = callsOf(await bench.server.log(), from, USD_PER_TOKEN);
  if (load.budgetUsd === null && load.isPriced && calls.count !== load.trajectories * load.steps)
    throw new Error(`${peer.name}, ${name}: ${calls.count} calls; see ${program.output}`);
  return { ...usage, calls, stepsPerSecond: (calls.count - 1) / calls.seconds };
}

/** CPU milliseconds of a step beyond start-up, at so many steps a trajectory. */
export async function cpuPerStep(peer: Peer, steps: number, bench: Bench): Promise<number> {
  const one = await runLoad(
    peer,
    { ...LOAD, trajectories: 1, steps: 1, workers: 1 },
    bench,
    `start-${steps}`,
  );
  const load = { ...LOAD, trajectories: 8, steps };
  const all = await runLoad(peer, load, bench, `long-${steps}`);
  return ((all.cpuSeconds - one.cpuSeconds) / (8 * steps - 1)) * 1000;
}

export interface Killed {
  readonly boughtTwice: number;
  /** Of its containers when the second run had ended. */
  readonly containersLeft: number;
}

/** kill -9 at half of the calls, then the same command again. */
export async function killAtHalf(peer: Peer, load: Load, bench: Bench): Promise<Killed> {
  const { server } = bench;
  const name = `killed-${load.sandbox}`;
  const from = (await server.log()).length;
  const program = await peer.program(load, bench.place(`${peer.name}-${name}`));
  const victim = started(program);
  const half = (load.trajectories * load.steps) / 2;
  while (callsOf(await server.log(), from, 0).count < half) {
    if (victim.hasEnded()) throw new Error(`${peer.name} ended before half; see ${program.output}`);
    await wait(20);
  }
  await victim.kill();
  await measured(program);
  const { boughtTwice } = callsOf(await server.log(), from, 0);
  return { boughtTwice, containersLeft: await containersOf(peer) };
}

async function containersOf(peer: Peer): Promise<number> {
  return (await new Docker().listContainers({ all: true })).filter(peer.owns).length;
}

/** Removes what a killed peer left, so that nothing of it weighs on the next measurement. */
export async function removeContainersOf(peer: Peer): Promise<void> {
  const docker = new Docker();
  for (const info of (await docker.listContainers({ all: true })).filter(peer.owns))
    await removeContainer(docker.getContainer(info.Id));
}

/** Calls billed beyond a budget of so many. */
export async function overshoot(peer: Peer, load: Load, bench: Bench): Promise<number> {
  const budgetUsd = 100 * USD_PER_CALL;
  const { calls } = await runLoad(peer, { ...load, budgetUsd }, bench, `budget-${load.workers}`);
  return Math.max(0, Math.round((calls.billedUsd - budgetUsd) / USD_PER_CALL));
}

/** Calls billed although nobody knows what they cost. */
export async function wasted(peer: Peer, bench: Bench): Promise<number> {
  const load = { ...LOAD, trajectories: 8, isPriced: false };
  return (await runLoad(peer, load, bench, 'unpriced')).calls.count;
}

export function placeIn(folder: string, rest: Omit<Place, 'folder'>): (name: string) => Place {
  return (name) => ({ folder: join(folder, name), ...rest });
}
