import type { CellResult } from '../../domain/execution.ts';
import { type Message, textMessage } from '../../domain/message.ts';
import { UNSOLVED_EXIT } from '../../domain/outcome.ts';
import type { TestingInput } from '../testing.ts';
import { scriptRules } from './script-rules.ts';
import { issueSection, resultSection } from './sections.ts';

export function testingMessages(input: TestingInput): Message[] {
  return [
    textMessage('system', instructions(input)),
    textMessage('user', `${issueSection(input.repository, input.issueText)}\n\nWrite the test script.`),
  ];
}

function instructions(input: TestingInput): string {
  return `You write a test script for an issue of a software repository. You see the issue but not the code; what you know of the project helps, and the script's output will tell you more.

${scriptRules(input)}

Your script will be run on the code as it is, unpatched, where the issue stands: it should end with ${UNSOLVED_EXIT}, for the very reason that the issue gives. You then see how it ended and either approve it or write it anew.

Give a script like this, whole, the tags on lines of their own:

<test>
the script
</test>`;
}

export function testingFeedback(result: CellResult, input: TestingInput): Message {
  const doubt =
    result.exitCode === UNSOLVED_EXIT && result.outcome === 'fail'
      ? 'Check that it ended so because of the issue itself, and not because the script is mistaken.'
      : `On this code it should have ended with ${UNSOLVED_EXIT}, since the issue stands.`;
  return textMessage(
    'user',
    `Your test script was run on the unpatched code.\n${resultSection(result, input)}\n\n${doubt}\n\n${CHOICE}`,
  );
}

const CHOICE = `Reply with exactly one of these:
- <done/> on a line of its own, if the script is good as it is;
- a new script, whole, in <test> and </test>.`;
