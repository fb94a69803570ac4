import type { Command } from 'commander';
import type { Host } from '../host.ts';
import { onStore } from '../output.ts';

export function registerExport(program: Command, host: Host): void {
  onStore(program.command('export').description('chosen patches as SWE-bench predictions, JSON Lines'))
    .option('--run <name>', 'name of the run; may be left out where there is one')
    .option('--out <file>', 'file to write; standard output where left out')
    .option('--name <model>', 'model_name_or_path of the predictions', 'troop')
    .action(async (options) => (await import('../export-command.ts')).exportCommand(options, host));
}
