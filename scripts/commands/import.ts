import type { Command } from 'commander';
import type { Host } from '../host.ts';
import { onStore } from '../output.ts';

export function registerImport(program: Command, host: Host): void {
  onStore(program.command('import').description('take patches of other agents as candidates of a run'))
    .argument(
      '<paths...>',
      'SWE-bench predictions (JSON Lines, a JSON array, an object by instance), trajectories of mini-swe-agent, or folders of either',
    )
    .option('--run <name>', 'name of the run; may be left out where there is one')
    .action(async (paths: string[], options) =>
      (await import('../import-command.ts')).importCommand(paths, options, host),
    );
}
