import type { CellResult } from '../../domain/execution.ts';
import { type Message, textMessage } from '../../domain/message.ts';
import type { SelectingInput } from '../selecting.ts';
import { scriptRules } from './script-rules.ts';
import { fileSections, issueSection, resultSection, scriptSection } from './sections.ts';

export function selectingMessages(input: SelectingInput): Message[] {
  const { issueText, repository, files } = input;
  const head = `${instructions(input)}\n\n${issueSection(repository, issueText)}\n\nThe files that the candidates change, unpatched:\n`;
  return [
    { role: 'system', parts: [{ text: head }, ...fileSections(files)] },
    textMessage('user', shortlist(input)),
  ];
}

function instructions(input: SelectingInput): string {
  return `Several candidate patches claim to solve an issue of a software repository. You find out which one solves it best: a reviewer's tests, unknown to you, will judge your choice. You do so by writing test scripts that tell the candidates apart; each is run on the unpatched code and on every candidate, and you see all outputs.

Compare the patches first: look for inputs on which they act differently, and settle from the issue what is right there. A test that all candidates pass, or all fail, tells nothing. Look also for what a patch might break. A script that ends with different output may tell more than its exit status.

${scriptRules(input)}

In every reply, think first, then give exactly one element, its tags on lines of their own.`;
}

function shortlist({ candidates, exampleTest }: SelectingInput): string {
  const diffs = candidates.map(
    ({ patch, votes }, index) =>
      `Candidate ${index + 1} (passes ${votes} of the earlier test scripts):\n<diff>\n${patch.trimEnd()}\n</diff>`,
  );
  const example =
    exampleTest === null
      ? []
      : [`One of the earlier test scripts; it may be mistaken:\n${scriptSection(exampleTest)}`];
  return [...diffs, ...example, FIRST].join('\n\n');
}

const FIRST = 'Write a test script that tells the candidates apart, in <test> and </test>.';

/** @param results of base, then of each candidate in order */
export function selectingFeedback(results: readonly CellResult[], input: SelectingInput): Message {
  const sections = results.map((result, index) => {
    const code = index === 0 ? 'the unpatched code' : `candidate ${index}`;
    return `Your test script was run on ${code}.\n${resultSection(result, input)}`;
  });
  return textMessage('user', [...sections, NEXT].join('\n\n'));
}

const NEXT = `Reply with exactly one of these:
- another test script, whole, in <test> and </test>;
- your choice, if you are sure enough, with its reason:

<reason>
one paragraph
</reason>
<choice>number of the candidate</choice>`;
