import { type Command, Option } from 'commander';
import { CONTEXT_MODES } from '../domain/context-mode.ts';
import { list, usdAmount, wholeNumber } from './output.ts';

/** Which models are asked. */
export interface ModelOptions {
  readonly model?: readonly string[];
  readonly namedModel?: readonly string[];
}

export function onModels(command: Command): Command {
  return command
    .option(
      '--model <name>',
      'PROVIDER:NAME (anthropic, openai, openai-responses, openai-compatible with @URL, tape), a named model or a mixture (a:6,b:4); ROLE=NAME for one role',
      oneMore,
    )
    .option('--named-model <name>', 'NAME=PROVIDER:NAME, a model for --model to name', oneMore);
}

/** What the options below come to. */
export interface SettingsOptions extends ModelOptions {
  readonly preset?: string;
  readonly config?: string;
  readonly samples?: number;
  readonly turns?: number;
  readonly budget?: number;
  readonly issueBudget?: number;
  readonly batch?: boolean;
  readonly context?: string;
  readonly given?: readonly string[];
  readonly selectBy?: string;
  readonly sandbox?: string;
  readonly edit: boolean;
  readonly slots?: number;
  readonly unknownPrice: 'refuse' | 'allow';
}

/** Settings of a run that change what it costs; the same where it is begun and where it is planned. */
export function onSettings(command: Command): Command {
  return onModels(command)
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
    .addOption(new Option('--select-by <way>', 'who picks the patch').choices(['agent', 'vote']))
    .addOption(new Option('--sandbox <kind>', 'where code runs').choices(['docker', 'process']))
    .option('--no-edit', 'make no patches: choose among imported candidates')
    .option('--slots <n>', 'model calls at once', wholeNumber('--slots', 1))
    .addOption(
      new Option('--unknown-price <policy>', 'for models without a price')
        .choices(['refuse', 'allow'])
        .default('refuse'),
    );
}

function oneMore(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
