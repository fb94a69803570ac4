import type { Command } from 'commander';
import { UsageError } from '../../domain/errors.ts';
import type { OpenCost } from '../control/settle-open.ts';
import type { Host } from '../host.ts';
import { onStore, usdAmount } from '../output.ts';

const DESCRIPTION = 'list and settle reservations that a killed run left open, or change the budget of a run';

function openCost(text: string): OpenCost {
  if (text === 'nothing' || text === 'reserved') return text;
  try {
    return usdAmount('--settle-open')(text);
  } catch (cause) {
    throw new UsageError(
      `--settle-open takes nothing, reserved or an amount in USD, not ${JSON.stringify(text)}`,
      {
        cause,
      },
    );
  }
}

export function registerControl(program: Command, host: Host): void {
  onStore(program.command('control').description(DESCRIPTION))
    .option('--run <name>', 'name of the run; may be left out where there is one')
    .option(
      '--settle-open <cost>',
      'say what each open reservation cost: nothing, reserved (all of it) or USD',
      openCost,
    )
    .option('--call <id>', 'with --settle-open: of this call alone')
    .option(
      '--usage-report <file>',
      'settle by what the provider counted: JSON Lines with callId and tokens by class',
    )
    .option(
      '--budget <usd>',
      'the most that the run may spend; heard by a run under way',
      usdAmount('--budget'),
    )
    .action(async (options) => (await import('../control-command.ts')).controlCommand(options, host));
}
