import type { Command } from 'commander';
import type { Host } from '../host.ts';
import { onStore, wholeNumber } from '../output.ts';

export function registerShow(program: Command, host: Host): void {
  onStore(program.command('show').description('one issue, candidate, test, trajectory or selection as text'))
    .argument('[instance]', 'instance id; all issues of the run where left out')
    .option('--run <name>', 'name of the run; may be left out where there is one')
    .option(
      '--candidate <id>',
      'one candidate: its patch, sources and executions',
      wholeNumber('--candidate', 1),
    )
    .option('--test <id>', 'one test script: its text, sources and executions', wholeNumber('--test', 1))
    .option(
      '--trajectory <id>',
      'one trajectory: every message and execution',
      wholeNumber('--trajectory', 1),
    )
    .option('--selections', 'every vote and selection, with ranking and reasons', false)
    .action(async (instance, options) =>
      (await import('../show-command.ts')).showCommand(instance, options, host),
    );
}
