import type { CellResult } from '../../domain/execution.ts';
import { type Message, textMessage } from '../../domain/message.ts';
import type { EditingInput } from '../editing.ts';
import { editRules } from './edit-rules.ts';
import { scriptRules } from './script-rules.ts';
import { diffSection, fileSections, issueSection, resultSection, scriptSection } from './sections.ts';

/**
 * The first message holds the files and nothing that belongs to one sample: it is the same, byte for byte, for all
 * samples of an issue, so that a provider caches it once. What is the sample's own comes after it.
 */
export function editingMessages(input: EditingInput): Message[] {
  const { issueText, repository, files, testScript } = input;
  const head = `${instructions(input)}\n\n${issueSection(repository, issueText)}\n\nThe files:\n`;
  return [
    { role: 'system', parts: [{ text: head }, ...fileSections(files)] },
    textMessage('user', testScript === null ? WITHOUT_TEST : withTest(testScript)),
  ];
}

function instructions(input: EditingInput): string {
  return `You solve an issue of a software repository by editing its code. You see the files that likely matter. Find the cause and remove it where it lies, for all inputs and not only for those that the issue names; keep to the style of the code around, change no more than that takes, and break nothing that works.

${editRules(input.newFiles)}

Your edit is tried with a test script.

${scriptRules(input)}

In every reply, think first, then give exactly one element, its tags on lines of their own.`;
}

const WITHOUT_TEST =
  'Write the edit that solves the issue. A test script for it is yours to write afterwards.';

function withTest(testScript: string): string {
  return `Somebody who has not seen the code wrote this test script for the issue. It may be mistaken or check too little.

${scriptSection(testScript)}

Write the edit that solves the issue.`;
}

export function askForTest(patch: string, input: EditingInput): Message {
  return textMessage(
    'user',
    `Your edit makes this change:\n${diffSection(patch, input)}\n\nNow write a test script for the issue, in <test> and </test>. It will be run on the unpatched code and on yours.`,
  );
}

export interface Trial {
  readonly patch: string;
  readonly base: CellResult;
  readonly patched: CellResult;
}

export function editingFeedback({ patch, base, patched }: Trial, input: EditingInput): Message {
  return textMessage(
    'user',
    `Your edit makes this change:
${diffSection(patch, input)}

The test script was run on the unpatched code.
${resultSection(base, input)}

The test script was run on your code.
${resultSection(patched, input)}

${verdictOn(base, patched)}

Reply with exactly one of these:
- <done/> on a line of its own, if the edit solves the issue and the test script shows it;
- a new edit in <edit> and </edit>; it replaces this one and is again relative to the original code;
- a new test script, whole, in <test> and </test>.`,
  );
}

function verdictOn(base: CellResult, patched: CellResult): string {
  if (base.outcome === 'pass') {
    return 'The script passes on the unpatched code too, so it does not show the issue.';
  }
  if (base.outcome === 'fail' && patched.outcome === 'pass') {
    return 'The script tells the two apart as it should. Consider what it does not check.';
  }
  return 'Right is: the issue stands on the unpatched code and is solved on yours. Find out whether the edit or the script is at fault.';
}
