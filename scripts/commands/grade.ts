import type { Command } from 'commander';
import type { Host } from '../host.ts';
import { onStore } from '../output.ts';

export function registerGrade(program: Command, host: Host): void {
  onStore(program.command('grade').description('run the hidden tests on chosen patches'))
    .option('--run <name>', 'name of the run; may be left out where there is one')
    .option('--instances <ids>', 'only these instances (a,b,c)', (text: string) => text.split(','))
    .option('--all', 'grade all final candidates', false)
    .option('--base', 'grade the unpatched code too', false)
    .option('--unsafe', 'run imported candidates without isolation (--sandbox process)', false)
    .option('--again', 'grade also what has a grade', false)
    .action(async (options) => (await import('../grade-command.ts')).gradeCommand(options, host));
}
