import { type Command, Option } from 'commander';
import { onDataset } from '../dataset-options.ts';
import type { Host } from '../host.ts';
import { list, onStore, runName, wholeNumber } from '../output.ts';
import { pullOption } from '../pull-option.ts';
import { onSettings } from '../settings-options.ts';

const DESCRIPTION = 'find fixes for the issues of a data set, or resume a run';

export function registerRun(program: Command, host: Host): void {
  const command = onStore(program.command('run').description(DESCRIPTION))
    .requiredOption('--run <name>', 'name of the run; an existing one is resumed', runName)
    .option(
      '--dataset <place>',
      'rows as .jsonl, .json or .parquet, a copy of a hub folder, or a name: verified, lite, owner/name',
    );
  onDataset(command).option(
    '--limit <n>',
    'at most this many issues that are not done; repeated, the next ones',
    wholeNumber('--limit', 1),
  );
  onSettings(command)
    .option('--keys <file>', 'keys as NAME=value lines, outside the repository (also TROOP_KEYS)')
    .addOption(new Option('--vote <rule>', 'which tests vote').choices(['discriminating', 'codemonkeys']))
    .option(
      '--import <files>',
      'predictions, trajectories or folders of others as candidates (a.jsonl,runs/)',
      list,
    )
    .option('--no-grade', 'do not run the hidden tests on chosen patches')
    .option('--unsafe', 'run imported candidates without isolation (--sandbox process)', false)
    .option('--sandboxes <n>', 'sandboxes at once', wholeNumber('--sandboxes', 1))
    .option('--timeout <s>', 'limit of a test script in seconds', wholeNumber('--timeout', 1))
    .addOption(
      new Option('--on-change <policy>', 'for open trajectories whose prompts or settings have changed')
        .choices(['keep-finished', 'restart-open', 'stop'])
        .default('keep-finished'),
    )
    .addOption(
      new Option(
        '--prices <policy>',
        'of a resumed run: those it was begun with, or those of the list as it is now',
      )
        .choices(['keep', 'refresh'])
        .default('keep'),
    )
    .addOption(pullOption())
    .option('--record <tape>', 'record every model reply on a tape')
    .option('--record-of <words>', 'what the tape is a recording of')
    .option('--strict-tape', 'fail where a request differs from the recorded one', false)
    .option('--verbose', 'report single steps', false)
    .addOption(new Option('--debug-pause-ms <n>').hideHelp().argParser(wholeNumber('--debug-pause-ms')))
    .action(async (options) => (await import('../run-command.ts')).runCommand(options, host));
}
