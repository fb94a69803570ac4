import type { Environment } from '../compose.ts';
import { runTool, type ToolOptions } from '../dev-set/run-tool.ts';

/** Runs git in one directory; stdout as text. Throws a MachineryError with git's words. */
export type Git = (args: readonly string[], options?: Pick<ToolOptions, 'input' | 'env'>) => Promise<string>;

/** What git needs of its user: where the settings lie and who commits. */
const WANTED = /^(PATH|HOME|USER|LOGNAME|EMAIL|XDG_CONFIG_HOME|GIT_(AUTHOR|COMMITTER)_\w+|GIT_CONFIG_\w+)$/;

/**
 * Git with its user's settings in a repository of theirs. It takes no lock that it does not need, so that looking
 * leaves the index as it was, and hears no `GIT_DIR` of a hook around us.
 */
export function userGit(directory: string, environment: Environment): Git {
  const own = Object.entries(environment).filter(([name]) => WANTED.test(name));
  return gitIn(directory, Object.fromEntries(own));
}

/** Git that knows no user: no settings, no hooks, no filters but those of the repository itself. */
export function plainGit(directory: string, environment: Environment): Git {
  const { PATH } = environment;
  const nobody = { HOME: directory, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  return gitIn(directory, { ...(PATH === undefined ? {} : { PATH }), ...nobody });
}

function gitIn(directory: string, environment: NodeJS.ProcessEnv): Git {
  const quiet = { LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
  return (args, { input, env = {} } = {}) =>
    runTool('git', args, {
      cwd: directory,
      env: { ...environment, ...quiet, ...env },
      ...(input === undefined ? {} : { input }),
    });
}

/** The parts of an answer that git was asked to end with zero bytes. */
export function zeroEnded(text: string): string[] {
  return text.split('\0').filter((part) => part !== '');
}
