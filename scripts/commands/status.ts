import type { Command } from 'commander';
import type { Host } from '../host.ts';
import { onStore, wholeNumber } from '../output.ts';

export function registerStatus(program: Command, host: Host): void {
  onStore(program.command('status').description('what a run is doing'))
    .option('--run <name>', 'name of the run; may be left out where there is one')
    .option('--watch', 'go on until the run is done', false)
    .option('--every <s>', 'seconds between looks of --watch', wholeNumber('--every', 1), 2)
    .action(async (options) => (await import('../status-command.ts')).statusCommand(options, host));
}
