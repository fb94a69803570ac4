import { type Command, Option } from 'commander';
import { CONTEXT_MODES } from '../../domain/context-mode.ts';
import { onDataset } from '../dataset-options.ts';
import type { Host } from '../host.ts';
import { list, onStore, runName, usdAmount, wholeNumber } from '../output.ts';
import { pullOption } from '../pull-option.ts';

const DESCRIPTION = 'find fixes for the issues of a data set, or resume a run';

/** `--model NAME` or `--model ROLE=NAME`, several times. */
function model(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

export function registerRun(program: Command, host: Host): void {
  const command = onStore(program.command('run').description(DESCRIPTION))
    .requiredOption('--run <name>', 'name of the run; an existing one is resumed', runName)
    .option(
      '--dataset <place>',
      'rows as .jsonl, .json or .parquet, a copy of a hub folder, or a name: verified, lite, owner/name',
    );
  onDataset(command)
    .option(
      '--limit <n>',
      'at most this many issues that are not done; repeated, the next ones',
      wholeNumber('--limit', 1),
    )
    .option(
      '--model <name>',
      'PROVIDER:NAME (anthropic, openai, openai-responses, openai-compatible with @URL, tape), a named model or a mixture (a:6,b:4); ROLE=NAME for one role',
      model,
    )
    .option('--keys <file>', 'keys as NAME=value lines, outside the repository (also TROOP_KEYS)')
    .option('--named-model <name>', 'NAME=PROVIDER:NAME, a model for --model to name', model)
    .option('--preset <name>', 'codemonkeys: every number and rule of the paper')
    .option('--config <file>', 'settings, YAML or JSON')
    .option('--samples <n>', 'trajectories per issue', wholeNumber('--samples'))
    .option('--turns <n>', 'model calls per trajectory', wholeNumber('--turns', 1))
    .option('--budget <usd>', 'the most that the run may spend', usdAmount('--budget'))
    .option('--issue-budget <usd>', 'the most that each issue may spend', usdAmount('--issue-budget'))
    .option('--batch', 'half price, hours of waiting: relevance, ranking and first test drafts in batches')
    .option('--no-batch', 'ask everything at once')
    .addOption(new Option('--context <mode>', 'how context files are picked').choices(CONTEXT_MODES))
    .option('--given <paths>', 'context files for --context given (a,b,c)', list)
    .addOption(new Option('--vote <rule>', 'which tests vote').choices(['discriminating', 'codemonkeys']))
    .addOption(new Option('--select-by <way>', 'who picks the patch').choices(['agent', 'vote']))
    .addOption(new Option('--sandbox <kind>', 'where code runs').choices(['docker', 'process']))
    .option(
      '--import <files>',
      'predictions, trajectories or folders of others as candidates (a.jsonl,runs/)',
      list,
    )
    .option('--no-edit', 'make no patches: choose among imported candidates')
    .option('--no-grade', 'do not run the hidden tests on chosen patches')
    .option('--unsafe', 'run imported candidates without isolation (--sandbox process)', false)
    .option('--slots <n>', 'model calls at once', wholeNumber('--slots', 1))
    .option('--sandboxes <n>', 'sandboxes at once', wholeNumber('--sandboxes', 1))
    .option('--timeout <s>', 'limit of a test script in seconds', wholeNumber('--timeout', 1))
    .addOption(
      new Option('--on-change <policy>', 'for open trajectories whose prompts or settings have changed')
        .choices(['keep-finished', 'restart-open', 'stop'])
        .default('keep-finished'),
    )
    .addOption(
      new Option('--unknown-price <policy>', 'for models without a price')
        .choices(['refuse', 'allow'])
        .default('refuse'),
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
