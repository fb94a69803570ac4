import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type LogLine, parseLog } from '../fake-server/request-log.ts';
import { callName } from '../fake-server/scenario.ts';

/** A request as the server's log tells it. */
export interface LoggedRequest {
  readonly run: string;
  readonly instanceId: string;
  /** `instance/role/sample/attempt`. */
  readonly trajectory: string;
  /** The trajectory and the turn. */
  readonly call: string;
  readonly bodySha256: string;
  /** Whether all of the reply had been sent when the log was read. */
  readonly answered: boolean;
}

/** Returns a function that reads the whole lines that are new since its last call. */
export function followLog(path: string): () => LogLine[] {
  let read = 0;
  return () => {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(fstatSync(file).size - read);
      readSync(file, bytes, 0, bytes.length, read);
      const end = bytes.lastIndexOf('\n') + 1;
      read += end;
      return parseLog(bytes.toString('utf8', 0, end));
    } finally {
      closeSync(file);
    }
  };
}

/** All requests of a run, in order. */
export async function requestsOf(path: string, run: string): Promise<LoggedRequest[]> {
  return requestsIn(parseLog(await readFile(path, 'utf8'))).filter((request) => request.run === run);
}

/** The requests among the lines of a log, in order. */
export function requestsIn(lines: readonly LogLine[]): LoggedRequest[] {
  const sent = new Set(lines.flatMap((line) => (line.event === 'sent' ? [line.id] : [])));
  return lines.flatMap((line) => {
    if (line.event !== 'request') return [];
    const name = callName(line.callId ?? '');
    if (name === null) throw new Error(`request ${line.id} has no call id of troop`);
    const { run, instanceId, role, sample, attempt, turn } = name;
    const trajectory = [instanceId, role, sample, attempt].join('/');
    const { id, bodySha256 } = line;
    const call = `${trajectory}/${turn}`;
    return [{ run, instanceId, trajectory, call, bodySha256, answered: sent.has(id) }];
  });
}
