import { type Command, Option } from 'commander';
import type { Host } from '../host.ts';
import { runName, usdAmount, wholeNumber } from '../output.ts';
import { onModels } from '../settings-options.ts';

export function registerSolve(program: Command, host: Host): void {
  const command = program
    .command('solve')
    .description('find a fix for one issue in a repository of your own')
    .requiredOption('--issue <file>', 'the issue as text: what happens, what should')
    .option('--repo <dir>', 'the git repository; what is committed counts', '.')
    .option('--image <name>', 'Docker image with what the project needs; the code is laid into it')
    .option('--dockerfile <file>', 'builds that image; its context is what is committed')
    .option('--root <path>', 'where in the image the code lies (its working directory, else /testbed)')
    .addOption(
      new Option('--sandbox <kind>', 'process: no image and no isolation, for code of your own').choices([
        'docker',
        'process',
      ]),
    )
    .option('--test-command <command>', 'runs the existing tests; a candidate that breaks them comes last')
    .option('--test-timeout <s>', 'limit of that command in seconds', wholeNumber('--test-timeout', 1))
    .option('--language <name>', 'of the test scripts; guessed from the files where left out')
    .option('--run-command <command>', 'runs a test script; {script} stands for its file')
    .option('--setup <bash>', 'what must be done before every command, such as activating an environment');
  onModels(command)
    .option('--keys <file>', 'keys as NAME=value lines, outside the repository (also TROOP_KEYS)')
    .option('--config <file>', 'settings, YAML or JSON')
    .option('--samples <n>', 'independent tries', wholeNumber('--samples', 1))
    .option('--turns <n>', 'model calls per trajectory', wholeNumber('--turns', 1))
    .option('--budget <usd>', 'the most that it may cost', usdAmount('--budget'))
    .option('--timeout <s>', 'limit of a test script in seconds', wholeNumber('--timeout', 1))
    .option('--apply', 'put the chosen patch into the work tree (not committed)', false)
    .option('--branch <name>', 'commit the chosen patch on a new branch; work tree and index stay')
    .option('--run <name>', 'name of the run; by default the same command finds its run again', runName)
    .option('--store <file>', 'SQLite file of the store (default: troop/solve.db in the state directory)')
    .option('--json', 'print JSON on stdout', false)
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
    .option('--record <tape>', 'record every model reply on a tape')
    .option('--verbose', 'report single steps', false)
    .action(async (options) => (await import('../solve-command.ts')).solveCommand(options, host));
}
