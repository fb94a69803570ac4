import Table from 'cli-table3';
import type { Killed, Ran } from './bench-peers.ts';

interface Both<T> {
  readonly theirs: T;
  readonly ours: T;
}

export interface Figures {
  readonly host: Both<Ran>;
  readonly inDocker: Both<Ran>;
  /** Commands a second by the engine's interface alone. */
  readonly ceiling: number;
  /** Milliseconds, in trajectories of so many steps. */
  readonly cpuShort: { readonly steps: number } & Both<number>;
  readonly cpuLong: { readonly steps: number } & Both<number>;
  readonly killed: Both<Killed>;
  readonly killedDocker: Both<Killed>;
  /** Calls beyond the budget. */
  readonly budgets: readonly ({ readonly workers: number } & Both<number>)[];
  /** Calls of a model that nobody knows the price of. */
  readonly unpriced: Both<number>;
}

const MIB = 1024 ** 2;

/** `speed`: whether the ratios have to keep their bars, too; short loads are mostly start-up. */
export function peersReport(
  figures: Figures,
  { speed }: { readonly speed: boolean },
): { table: string; line: string; passed: boolean } {
  const { host, inDocker, ceiling, cpuLong, killed, killedDocker, budgets } = figures;
  const share = (inDocker.ours.stepsPerSecond / ceiling) * 100;
  const table = `${tableOf(figures)}\nthe engine's interface alone gives ${ceiling.toFixed(1)} commands a second; our steps are ${share.toFixed(0)} % of that`;
  const ratios = {
    host: host.ours.stepsPerSecond / host.theirs.stepsPerSecond,
    docker: inDocker.ours.stepsPerSecond / inDocker.theirs.stepsPerSecond,
    cpu: cpuLong.theirs / cpuLong.ours,
  };
  const boughtTwice = Math.max(killed.ours.boughtTwice, killedDocker.ours.boughtTwice);
  const left = killed.ours.containersLeft + killedDocker.ours.containersLeft;
  const overshoot = Math.max(...budgets.map(({ ours }) => ours));
  const line = `peers host ${ratios.host.toFixed(1)} x docker ${ratios.docker.toFixed(1)} x cpu ${ratios.cpu.toFixed(1)} x bought-twice ${boughtTwice} left ${left} overshoot ${overshoot}`;
  const isFast = ratios.host >= 2 && ratios.docker >= 1.3 && ratios.cpu >= 8;
  const isSafe = boughtTwice <= 8 && left === 0 && overshoot === 0 && figures.unpriced.ours === 0;
  return { table, line, passed: isSafe && (isFast || !speed) };
}

function tableOf({
  host,
  inDocker,
  cpuShort,
  cpuLong,
  killed,
  killedDocker,
  budgets,
  unpriced,
}: Figures): string {
  const table = new Table({ head: ['', 'mini-swe-agent', 'troop'], style: { head: [], border: [] } });
  const row = <T>(what: string, { theirs, ours }: Both<T>, text: (value: T) => string) =>
    table.push([what, text(theirs), text(ours)]);
  const rate = ({ stepsPerSecond }: Ran) => stepsPerSecond.toFixed(1);
  row('steps a second, host', host, rate);
  row('steps a second, Docker', inDocker, rate);
  row('wall seconds, host', host, ({ wallSeconds }) => wallSeconds.toFixed(1));
  row('wall seconds, Docker', inDocker, ({ wallSeconds }) => wallSeconds.toFixed(1));
  row(`CPU ms a step, ${cpuShort.steps} steps`, cpuShort, (ms) => ms.toFixed(1));
  row(`CPU ms a step, ${cpuLong.steps} steps`, cpuLong, (ms) => ms.toFixed(1));
  row('peak memory, MiB', host, ({ peakBytes }) => (peakBytes / MIB).toFixed(0));
  row('calls bought twice, host', killed, ({ boughtTwice }) => `${boughtTwice}`);
  row('calls bought twice, Docker', killedDocker, ({ boughtTwice }) => `${boughtTwice}`);
  row('containers left', killedDocker, ({ containersLeft }) => `${containersLeft}`);
  for (const { workers, ...both } of budgets)
    row(`calls beyond a budget of 100, ${workers} at once`, both, (calls) => `${calls}`);
  row('calls of a model without a price', unpriced, (calls) => `${calls}`);
  return table.toString();
}
