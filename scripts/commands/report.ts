import { type Command, Option } from 'commander';
import type { Host } from '../host.ts';
import { onStore } from '../output.ts';

export function registerReport(program: Command, host: Host): void {
  const report = program.command('report').description('figures of a run, for people and for programs');
  onStore(report.command('cost').description('what a run cost: by stage, model, issue and token class'))
    .option('--run <name>', 'name of the run; may be left out where there is one')
    .addOption(
      new Option('--format <format>', 'how to print it (--json: json)')
        .choices(['text', 'json', 'csv', 'html'])
        .default('text'),
    )
    .option('--out <file>', 'write it there instead of printing it')
    .action(async (options) => (await import('../report-cost-command.ts')).reportCostCommand(options, host));
}
