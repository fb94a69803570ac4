import { type Message, textMessage } from '../../domain/message.ts';
import type { TreeInput } from '../tree.ts';
import { issueSection } from './sections.ts';

export function treeMessages(input: TreeInput): Message[] {
  const { issueText, repository, tree } = input;
  return [
    textMessage('system', `${instructions(input)}\n\n${issueSection(repository, issueText)}`),
    textMessage('user', `<tree>\n${tree}\n</tree>\n${QUESTION}`),
  ];
}

function instructions({ targetTokens, ceilingTokens }: TreeInput): string {
  return `An issue of a software repository is to be solved by a programmer who sees only some of its files. You are shown the tree of its source files, without tests and documentation: each folder, then its files by name, each with its length in tokens. Of a repository that is too large for this, those are listed that share most words with the issue, and lines with "more" count the others. You pick the files that the programmer needs: those that must be changed, then those without which the change cannot be written well, the most needed first.

Few files are often enough. There is room for about ${targetTokens} tokens in all, never for more than ${ceilingTokens}; what comes last is left out first. Nobody looks for files again after you, so rather name one too many than miss one that must be changed.

Think in a few sentences, then end your reply with the paths, each with its folder, as a JSON list:

<files>
["folder/of/the/first", "folder/of/the/second"]
</files>`;
}

const QUESTION = 'Which files does the programmer need?';
