import { cutMiddle } from '../../domain/cut-middle.ts';
import type { CellResult } from '../../domain/execution.ts';
import type { FilePart, Part } from '../../domain/message.ts';
import { SOLVED_EXIT, UNSOLVED_EXIT } from '../../domain/outcome.ts';
import { modelText } from '../../domain/text-lines.ts';
import type { ScriptSetting } from '../script-setting.ts';

export function issueSection(repository: string, issueText: string): string {
  return `The repository: ${repository}\n\n<issue>\n${issueText.trim()}\n</issue>`;
}

/** Files as parts of their own, so that the store can refer to them by their blobs. */
export function fileSections(files: readonly FilePart[]): Part[] {
  return files.flatMap((file): Part[] => {
    const text = modelText(file.text);
    const newline = text === '' || text.endsWith('\n') ? '' : '\n';
    return [{ text: `\n<file path="${file.path}">\n` }, { ...file, text }, { text: `${newline}</file>\n` }];
  });
}

/** A script as messages quote it. */
export function scriptSection(script: string): string {
  return `<script>\n${script.trimEnd()}\n</script>`;
}

/** A unified diff, cut in the middle like an output. */
export function diffSection(patch: string, { feedbackChars }: ScriptSetting): string {
  return `<diff>\n${cutMiddle(patch, feedbackChars)}</diff>`;
}

/** How an execution ended and what it printed. */
export function resultSection(result: CellResult, { feedbackChars, timeoutMs }: ScriptSetting): string {
  const output = cutMiddle(result.output.trimEnd(), feedbackChars);
  const printed = output === '' ? 'It printed nothing.' : `<output>\n${output}\n</output>`;
  return `${endingOf(result, timeoutMs)}\n${printed}`;
}

function endingOf({ outcome, exitCode, reason }: CellResult, timeoutMs: number): string {
  if (outcome === 'timeout') return `It did not end within ${timeoutMs / 1000} seconds and was ended.`;
  if (outcome === 'not-applied')
    return `It was not run: the patch does not apply (${reason ?? 'no reason given'}).`;
  if (exitCode === null) return `It did not end by itself: ${reason ?? 'it was killed'}.`;
  return `Exit status ${exitCode}: ${meaningOf(exitCode)}${reason === null ? '' : ` (${reason})`}.`;
}

function meaningOf(exitCode: number): string {
  if (exitCode === SOLVED_EXIT) return 'the script says that the issue is solved';
  return exitCode === UNSOLVED_EXIT
    ? 'the script says that the issue stands'
    : 'the script could tell neither';
}
