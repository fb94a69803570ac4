import { writeFileSync } from 'node:fs';
import { exportPredictions } from '../pipeline/predictions.ts';
import { findRun } from './find-run.ts';
import type { Host } from './host.ts';
import { note, out, outJson } from './output.ts';
import { withReader } from './session.ts';

interface ExportOptions {
  readonly store: string;
  readonly json: boolean;
  readonly run?: string;
  readonly out?: string;
  readonly name: string;
}

/** Writes one prediction for each instance of a run; an instance without a patch has an empty one. */
export async function exportCommand(options: ExportOptions, host: Host): Promise<void> {
  await withReader(options.store, host, (store) => {
    const predictions = exportPredictions(store, findRun(store, options.run), options.name);
    const lines = predictions.map((prediction) => `${JSON.stringify(prediction)}\n`).join('');
    if (options.out) {
      writeFileSync(options.out, lines);
      note(`${predictions.length} predictions written to ${options.out}`);
    } else if (options.json) {
      outJson(predictions);
    } else {
      out(lines);
    }
  });
}
