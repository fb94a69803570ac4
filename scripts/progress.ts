import type { Purse } from '../pipeline/budget.ts';
import type { RunEvent } from '../pipeline/deps.ts';
import { usd } from './reports/run-table.ts';

/** One line per event on stderr; single steps only where asked for, what is too long for a model once a model. */
export function progressPrinter(write: (line: string) => void, verbose: boolean): (event: RunEvent) => void {
  const tooLong = new Set<string>();
  return (event) => {
    if (event.kind === 'too-long') {
      if (tooLong.has(event.model)) return;
      tooLong.add(event.model);
    }
    const line = describe(event, verbose);
    if (line !== null) write(event.instanceId === null ? `${line}\n` : `${event.instanceId}  ${line}\n`);
  };
}

function describe(event: RunEvent, verbose: boolean): string | null {
  switch (event.kind) {
    case 'stage':
      return `${event.stage}: ${event.note}`;
    case 'step':
      return verbose ? `  ${event.role} ${event.sample}, turn ${event.turn}` : null;
    case 'ended':
      if (event.role === 'relevance' && !verbose) return null;
      return `  ${event.role} ${event.sample}: ${event.ending}`;
    case 'too-long':
      return `  ${event.message}`;
    case 'errored':
      return `  ${event.stage} ERRORED: ${event.message}`;
    case 'stopped':
      return `  stopped: ${event.message}`;
    case 'left':
      return null;
    case 'changed':
      return `  changed: ${event.message}`;
    case 'money':
      return purseText(event.purse);
  }
}

function purseText({ spentUsd, heldUsd, limitUsd }: Purse): string {
  const limit = limitUsd === null ? '' : ` of ${usd(limitUsd)}`;
  return `spent ${usd(spentUsd)}${limit} USD, ${usd(heldUsd)} held for calls in flight`;
}
