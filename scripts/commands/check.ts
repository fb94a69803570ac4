import { type Command, Option } from 'commander';
import { onDataset } from '../dataset-options.ts';
import type { Host } from '../host.ts';
import { wholeNumber } from '../output.ts';
import { pullOption } from '../pull-option.ts';

export function registerCheck(program: Command, host: Host): void {
  onDataset(
    program
      .command('check')
      .description('validate the rows of a data set by running base and gold patch of each')
      .argument('<dataset>', 'rows as .jsonl, .json or .parquet, a copy of a hub folder, or a name'),
  )
    .option('--rows-only', 'read the rows and run nothing', false)
    .option('--repeat <n>', 'how often each is run, to find flaky tests', wholeNumber('--repeat', 1), 1)
    .option('--jobs <n>', 'instances at once', wholeNumber('--jobs', 1), 2)
    .option('--timeout <s>', 'limit of one run of the tests in seconds', wholeNumber('--timeout', 1))
    .option('--logs <dir>', 'write every log there')
    .addOption(
      new Option('--sandbox <kind>', 'where code runs').choices(['docker', 'process']).default('docker'),
    )
    .addOption(pullOption())
    .option('--json', 'print JSON on stdout', false)
    .action(async (dataset, options) =>
      (await import('../check-command.ts')).checkCommand({ ...options, dataset }, host),
    );
}
