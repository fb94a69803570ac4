import { constants } from 'node:os';

/** Exit status, 128 and the signal's number for a killed process, as shells have it. */
export function statusOf(code: number | null, killedBy: NodeJS.Signals | null): number {
  return code ?? 128 + (killedBy ? constants.signals[killedBy] : 0);
}
