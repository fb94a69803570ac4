import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { MachineryError, UsageError } from '../domain/errors.ts';
import { registerCheck } from './commands/check.ts';
import { registerControl } from './commands/control.ts';
import { registerDoctor } from './commands/doctor.ts';
import { registerExport } from './commands/export.ts';
import { registerGrade } from './commands/grade.ts';
import { registerImages } from './commands/images.ts';
import { registerImport } from './commands/import.ts';
import { registerPlan } from './commands/plan.ts';
import { registerReport } from './commands/report.ts';
import { registerRun } from './commands/run.ts';
import { registerSelect } from './commands/select.ts';
import { registerShow } from './commands/show.ts';
import { registerSolve } from './commands/solve.ts';
import { registerStatus } from './commands/status.ts';
import type { Host } from './host.ts';
import { type ExitStatus, note } from './output.ts';
import { projectRoot } from './project-root.ts';

const REGISTER = [
  registerRun,
  registerPlan,
  registerSolve,
  registerStatus,
  registerControl,
  registerShow,
  registerReport,
  registerSelect,
  registerImport,
  registerExport,
  registerGrade,
  registerImages,
  registerCheck,
  registerDoctor,
];

/** Runs the command line; returns the status to exit with. Only the registration of commands is loaded eagerly. */
export async function main(argv: readonly string[], around: Omit<Host, 'end'>): Promise<ExitStatus> {
  let status: ExitStatus = 0;
  const host: Host = {
    ...around,
    end: (ending) => {
      status = ending;
    },
  };
  const program = new Command('troop')
    .description('Finds fixes for software issues by spending test-time compute well.')
    .version(version())
    .showHelpAfterError('(troop --help lists the commands)')
    .exitOverride();
  for (const register of REGISTER) register(program, host);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    return reportFailure(error, around.environment);
  }
  return status;
}

/** As package.json has it, beside the sources as beside the built files. */
function version(): string {
  const file = join(projectRoot(fileURLToPath(import.meta.url)), 'package.json');
  return /"version": *"([^"]+)"/.exec(readFileSync(file, 'utf8'))?.[1] ?? 'unknown';
}

/** Prints what went wrong, with its stack only where it was not foreseen; returns the status to exit with. */
export function reportFailure(error: unknown, environment: Host['environment']): ExitStatus {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
  // What the system refuses (a folder that is not there, a full disk) says itself what it is.
  const isSystems = error instanceof Error && 'code' in error && 'syscall' in error;
  const expected = error instanceof UsageError || error instanceof MachineryError || isSystems;
  const wantsStack = environment.TROOP_DEBUG !== undefined || !expected;
  if (error instanceof Error) note(`troop: ${wantsStack ? (error.stack ?? error.message) : error.message}`);
  else note(`troop: ${String(error)}`);
  return 1;
}
