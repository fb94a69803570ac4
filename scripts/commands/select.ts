import { type Command, Option } from 'commander';
import type { Host } from '../host.ts';
import { onStore } from '../output.ts';

export function registerSelect(program: Command, host: Host): void {
  onStore(
    program
      .command('select')
      .description('vote again over stored candidates; nothing is sampled or executed'),
  )
    .option('--run <name>', 'name of the run; may be left out where there is one')
    .addOption(new Option('--rule <rule>', 'which tests vote').choices(['discriminating', 'codemonkeys']))
    .action(async (options) => (await import('../select-command.ts')).selectCommand(options, host));
}
