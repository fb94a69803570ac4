import { type Command, Option } from 'commander';
import { CONTEXT_MODES } from '../../domain/context-mode.ts';
import { onDataset } from '../dataset-options.ts';
import type { Host } from '../host.ts';
import { list, onStore, usdAmount, wholeNumber } from '../output.ts';

export function registerPlan(program: Command, host: Host): void {
  const command = onStore(
    program.command('plan').description('what a run would cost, before any of it is spent'),
  );
  onDataset(command.requiredOption('--dataset <place>', 'issues to plan for, as troop run takes them'))
    .option('--limit <n>', 'only the first n issues', wholeNumber('--limit', 1))
    .option('--model <name>', 'as troop run takes it; ROLE=NAME for one role', model)
    .option('--config <file>', 'settings, YAML or JSON')
    .option('--samples <n>', 'trajectories per issue', wholeNumber('--samples', 1))
    .option('--turns <n>', 'model calls per trajectory', wholeNumber('--turns', 1))
    .addOption(new Option('--context <mode>', 'how context files are picked').choices(CONTEXT_MODES))
    .option('--given <paths>', 'context files for --context given (a,b,c)', list)
    .addOption(new Option('--sandbox <kind>', 'where code would run').choices(['docker', 'process']))
    .option(
      '--read <n>',
      'repositories to read, spread over the issues; nothing is built or pulled for it',
      wholeNumber('--read'),
      10,
    )
    .addOption(new Option('--select-by <way>', 'who picks the patch').choices(['agent', 'vote']))
    .option('--budget <usd>', 'say what so much reaches', usdAmount('--budget'))
    .option('--slots <n>', 'model calls at once', wholeNumber('--slots', 1))
    .option('--pilot <run>', 'plan by what the finished issues of this run took')
    .addOption(
      new Option('--unknown-price <policy>', 'for models without a price')
        .choices(['refuse', 'allow'])
        .default('refuse'),
    )
    .action(async (options) => (await import('../plan-command.ts')).planCommand(options, host));
}

function model(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
