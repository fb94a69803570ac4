import { execFile } from 'node:child_process';
import { MachineryError } from '../../domain/errors.ts';

export interface ToolOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the program; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** Runs a program to its end; stdout as text. Throws a MachineryError with the last lines of stderr. */
export function runTool(
  program: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  const { input, cwd, env = process.env, signal } = options;
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      [...args],
      { cwd, env, maxBuffer: 256 * 1024 ** 2, ...(signal && { signal }) },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        if (signal?.aborted) return reject(signal.reason);
        const words = [program, ...args].join(' ');
        const said = stderr.trim().split('\n').slice(-12).join('\n') || error.message;
        reject(new MachineryError(`${words}\n${said}`, { cause: error, transient: false }));
      },
    );
    // A program that ends before it has read its input breaks the pipe; its status says why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}
