import { type SimpleGit, simpleGit } from 'simple-git';

interface GitOptions {
  /** Where commands run. */
  readonly directory: string;
  /** Only these variables reach git; its configuration is the one of this HOME. */
  readonly environment: { readonly PATH: string; readonly HOME: string };
  readonly signal: AbortSignal;
}

/** Git in a directory, deaf to the host's `GIT_*` variables and speaking English, so that its words can be read. */
export function openGit({ directory, environment, signal }: GitOptions): SimpleGit {
  return simpleGit({
    baseDir: directory,
    abort: signal,
    allowEnvironment: ['GIT_CONFIG_NOSYSTEM', 'GIT_TERMINAL_PROMPT'],
    unsafe: { allowUnsafeTemplateDir: true },
  }).env({ ...environment, LC_ALL: 'C', GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' });
}
