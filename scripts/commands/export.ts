import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { exportPredictions } from '../../pipeline/predictions.ts';
import { findRun } from '../find-run.ts';
import type { Host } from '../host.ts';
import { note, onStore, out, outJson } from '../output.ts';
import { withReader } from '../session.ts';

interface ExportOptions {
  readonly store: string;
  readonly json: boolean;
  readonly run?: string;
  readonly out?: string;
  readonly name: string;
}

export function registerExport(program: Command, host: Host): void {
  onStore(program.command('export').description('chosen patches as SWE-bench predictions, JSON Lines'))
    .option('--run <name>', 'name of the run; may be left out where there is one')
    .option('--out <file>', 'file to write; standard output where left out')
    .option('--name <model>', 'model_name_or_path of the predictions', 'troop')
    .action((options: ExportOptions) =>
      withReader(options.store, host, (store) => {
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
      }),
    );
}
