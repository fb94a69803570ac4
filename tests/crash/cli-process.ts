import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';

export interface CliOptions {
  /** Bundle to run. */
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Gets what it prints, after what is there already. */
  readonly output: string;
}

export interface CliProcess {
  /** Null while it runs, and for one that was killed. */
  exitCode(): number | null;
  hasEnded(): boolean;
  /** SIGKILL to its process group; resolves when it is gone. */
  kill(): Promise<void>;
}

/** Starts the CLI as leader of a process group of its own, which ends with this process at the latest. */
export function startCli({ program, args, environment, output }: CliOptions): CliProcess {
  const file = openSync(output, 'a');
  const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], {
    env: environment,
    stdio: ['ignore', file, file],
    detached: true,
  });
  const ended = once(child, 'exit');
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} did not start`);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const killGroup = () => {
    if (!hasEnded()) killIfThere(-pid);
  };
  process.on('exit', killGroup);
  void ended.finally(() => process.off('exit', killGroup));
  return {
    exitCode: () => child.exitCode,
    hasEnded,
    async kill() {
      killGroup();
      await ended;
    },
  };
}

/** It may have ended by itself a moment ago, and nobody told us yet. */
function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
