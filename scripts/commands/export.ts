import { type Command, Option } from 'commander';
import type { Host } from '../host.ts';
import { onStore } from '../output.ts';

export function registerExport(program: Command, host: Host): void {
  onStore(program.command('export').description('chosen patches as SWE-bench predictions or as a submission'))
    .option('--run <name>', 'name of the run; may be left out where there is one')
    .addOption(
      new Option(
        '--format <format>',
        'jsonl: all_preds.jsonl; json: preds.json; submission: the folder for the leaderboard',
      ).choices(['jsonl', 'json', 'submission']),
    )
    .option('--out <path>', 'file to write, its format told by its name; folder of a submission')
    .option('--name <model>', 'model_name_or_path of the predictions', 'troop')
    .action(async (options) => (await import('../export-command.ts')).exportCommand(options, host));
}
