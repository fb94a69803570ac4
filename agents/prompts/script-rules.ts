import { SOLVED_EXIT, UNSOLVED_EXIT } from '../../domain/outcome.ts';
import type { ScriptSetting } from '../script-setting.ts';

/** What a test script is, for every role that writes one. */
export function scriptRules({ language, scriptName, command, timeoutMs }: ScriptSetting): string {
  return `A test script is a single file of ${language} that tells whether the issue is solved, by its exit status:
- ${UNSOLVED_EXIT} when the behaviour that the issue complains of is still there;
- ${SOLVED_EXIT} when the code behaves as the issue asks;
- 1, or any other, when something unforeseen happens that tells neither, such as an import that fails.

How it is run:
- It is saved as ${scriptName} in the repository's root, and run from there with: ${command.replaceAll('{script}', scriptName)}
- The code of the repository is used as it lies there. Nothing can be installed and there is no network.
- It is ended after ${timeoutMs / 1000} seconds. If the issue is about something slow or endless, use a far shorter limit of your own.

How to write it:
- Use plain code. The project's test framework may be absent; do not need it.
- Exercise the behaviour. Never read source text or look for one way of solving the issue: any right solution must pass.
- Check what the issue states, its examples first, and what must keep working beside them. Where the issue leaves something open, accept every reasonable answer.
- Print each thing that is tried, what was seen and what was expected; the output is all that will be seen of a run.
- Catch what can be foreseen and choose the status on purpose. An uncaught error must not end with ${UNSOLVED_EXIT} or ${SOLVED_EXIT} by accident.
- Leave the repository's files as they are.`;
}
