import type { Command } from 'commander';
import type { Host } from '../host.ts';
import { onStore } from '../output.ts';

export function registerImport(program: Command, host: Host): void {
  onStore(program.command('import').description('take predictions of other agents as candidates of a run'))
    .argument('<files...>', 'SWE-bench predictions: JSON Lines, a JSON array, or an object by instance')
    .option('--run <name>', 'name of the run; may be left out where there is one')
    .action(async (files: string[], options) =>
      (await import('../import-command.ts')).importCommand(files, options, host),
    );
}
