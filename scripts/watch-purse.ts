import type { Purse } from '../pipeline/budget.ts';
import type { RunEvent } from '../pipeline/deps.ts';

const EVERY_MS = 30_000;

/** Tells what a run has spent, now and then, where it is something new. Returns what ends the telling. */
export function watchPurse(purse: () => Purse | null, emit: (event: RunEvent) => void, everyMs = EVERY_MS) {
  let toldUsd: number | null = null;
  const look = () => {
    const now = purse();
    if (now === null || now.spentUsd === toldUsd) return;
    toldUsd = now.spentUsd;
    emit({ kind: 'money', instanceId: null, purse: now });
  };
  const timer = setInterval(look, everyMs);
  return () => clearInterval(timer);
}
