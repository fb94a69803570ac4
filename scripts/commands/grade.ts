import { type Command, Option } from 'commander';
import type { Host } from '../host.ts';
import { list, onStore } from '../output.ts';

const DESCRIPTION = 'run the hidden tests on chosen patches, or judge logs of them';

export function registerGrade(program: Command, host: Host): void {
  onStore(program.command('grade').description(DESCRIPTION))
    .option('--run <name>', 'name of the run; may be left out where there is one')
    .option('--instances <ids>', 'only these instances (a,b,c)', list)
    .option('--all', 'grade all final candidates', false)
    .option('--base', 'grade the unpatched code too', false)
    .option('--unsafe', 'run imported candidates without isolation (--sandbox process)', false)
    .option('--rerun', 'run the tests again on what has a grade', false)
    .option('--again', 'judge the stored logs again, running nothing', false)
    .addOption(
      new Option('--harness <name>', 'who runs the tests: troop, or the official package, swebench')
        .choices(['troop', 'official'])
        .default('troop'),
    )
    .option(
      '--harness-python <path>',
      'a Python that has swebench (default: python3 or swebench on the PATH)',
    )
    .option('--log <file>', 'judge this saved log by --instance; no store, no sandbox')
    .option('--instance <file>', 'row of the data set for --log (.json or .jsonl; several: --instances ID)')
    .option('--patch <file>', 'the prediction that the log of --log belongs to')
    .action(async (options) => (await import('../grade-command.ts')).gradeCommand(options, host));
}
