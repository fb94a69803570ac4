import type { Command } from 'commander';
import { onDataset } from '../dataset-options.ts';
import type { Host } from '../host.ts';
import { onStore, wholeNumber } from '../output.ts';
import { onSettings } from '../settings-options.ts';

export function registerPlan(program: Command, host: Host): void {
  const command = onStore(
    program.command('plan').description('what a run would cost, before any of it is spent'),
  );
  onDataset(
    command.requiredOption('--dataset <place>', 'issues to plan for, as troop run takes them'),
  ).option('--limit <n>', 'only the first n issues', wholeNumber('--limit', 1));
  onSettings(command)
    .option(
      '--read <n>',
      'repositories to read, spread over the issues; nothing is built or pulled for it',
      wholeNumber('--read'),
      10,
    )
    .option('--pilot <run>', 'plan by what the finished issues of this run took')
    .action(async (options) => (await import('../plan-command.ts')).planCommand(options, host));
}
