import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Model } from '../../../domain/model.ts';
import { note, out } from '../../../scripts/output.ts';
import type { LogLine } from '../../fake-server/request-log.ts';
import { startFakeServer } from '../../fake-server/start.ts';
import { runSamples, type Variant } from './run-samples.ts';
import { costByMethod, PRICE } from './workload.ts';

// npm run bench:cache
// Costs come from the server's own count of what its cache wrote and read, and must be the method's to the cent's
// hundredth. The control sends the same calls without the gate; it must cost more, or the measurement proves nothing.

const VARIANTS: readonly Variant[] = [
  { name: 'ten', samples: 10, cacheTtl: '5m' },
  { name: 'ten-uncached', samples: 10, cacheTtl: 'off' },
  { name: 'sixty-four', samples: 64, cacheTtl: '5m' },
  { name: 'sixty-four-uncached', samples: 64, cacheTtl: 'off' },
];

const UNGATED: Variant = {
  name: 'ten-ungated',
  samples: 10,
  cacheTtl: '5m',
  weakened: (model): Model => ({
    ask: ({ prefix: _, ...request }, signal) => model.ask(request, signal),
  }),
};

const server = await startFakeServer(fileURLToPath(new URL('./scenario.ts', import.meta.url)));
const directory = await mkdtemp(join(tmpdir(), 'troop-bench-cache-'));
let wrong = false;
try {
  const figures: string[] = [];
  for (const variant of VARIANTS) {
    const measured = await measure(variant);
    const byMethod = costByMethod(variant.samples, variant.cacheTtl !== 'off').toFixed(4);
    if (measured !== byMethod) {
      wrong = true;
      note(`${variant.name}: the server counted ${measured} USD, the method says ${byMethod}`);
    }
    figures.push(measured);
  }
  const ungated = await measure(UNGATED);
  const [cost = '', uncached, cost64, uncached64] = figures;
  if (Number(ungated) < 1.5 * Number(cost)) {
    wrong = true;
    note(`the control without the gate cost ${ungated} USD, no more than with it`);
  }
  out(`control: ten samples without the gate ${ungated}, each writes what all share`);
  out(`cost ${cost} uncached ${uncached} cost64 ${cost64} uncached64 ${uncached64}`);
} finally {
  await server.stop();
  await rm(directory, { recursive: true });
}
process.exitCode = wrong ? 1 : 0;

async function measure(variant: Variant): Promise<string> {
  const ledger = await runSamples(variant, server.url, join(directory, `${variant.name}.db`));
  const billed = billedUsd(await server.log(), variant.name).toFixed(4);
  if (ledger.toFixed(4) !== billed) {
    wrong = true;
    note(`${variant.name}: the ledger says ${ledger.toFixed(4)} USD, the server ${billed}`);
  }
  return billed;
}

function billedUsd(lines: readonly LogLine[], model: string): number {
  let usdPerMillion = 0;
  for (const line of lines) {
    if (line.event !== 'request' || line.model !== model || !line.usage) continue;
    const { input, output, cacheRead, cacheWrite } = line.usage;
    usdPerMillion +=
      input * PRICE.input +
      output * PRICE.output +
      cacheRead * PRICE.cacheRead +
      cacheWrite * PRICE.cacheWrite;
  }
  return usdPerMillion / 1e6;
}
