import type { LogLine } from '../../fake-server/request-log.ts';

type Request = Extract<LogLine, { event: 'request' }>;

/** Calls that a peer made, as the server saw them. */
export interface Calls {
  readonly count: number;
  /** From the first to the last of them. */
  readonly seconds: number;
  /** Asked for once more although an answer had been billed. */
  readonly boughtTwice: number;
  readonly billedUsd: number;
}

/** Those that were answered after the log's first `from` lines. `usdPerToken`: of output; input is free here. */
export function callsOf(log: readonly LogLine[], from: number, usdPerToken: number): Calls {
  const requests = log.slice(from).filter(isAnswered);
  const times = requests.map(({ time }) => Date.parse(time));
  const tokens = requests.reduce((sum, { usage }) => sum + (usage?.output ?? 0), 0);
  return {
    count: requests.length,
    seconds: (Math.max(...times) - Math.min(...times)) / 1000,
    boughtTwice: requests.length - new Set(requests.map(nameOf)).size,
    billedUsd: tokens * usdPerToken,
  };
}

function isAnswered(line: LogLine): line is Request {
  return line.event === 'request' && line.status === 200;
}

/** Ours names its calls; of others, every call of a task has a body of its own. */
function nameOf({ callId, bodySha256 }: Request): string {
  return callId ?? bodySha256;
}
