import type { Command } from 'commander';
import type { Host } from '../host.ts';

export function registerDoctor(program: Command, host: Host): void {
  program
    .command('doctor')
    .description('what is missing here, and how to get it')
    .option('--json', 'print JSON on stdout', false)
    .option('--store <file>', 'SQLite file of the store', './troop.db')
    .action(async (options) => (await import('../doctor-command.ts')).doctorCommand(options, host));
}
