import { type Message, textMessage } from '../../domain/message.ts';
import type { RankedFile, RankingInput } from '../ranking.ts';
import { issueSection } from './sections.ts';

export function rankingMessages(input: RankingInput): Message[] {
  const { issueText, repository, files } = input;
  const list = files.map(entry).join('\n\n');
  return [
    textMessage('system', instructions(input)),
    textMessage('user', `${issueSection(repository, issueText)}\n\nThe files:\n\n${list}`),
  ];
}

function instructions({ targetTokens, ceilingTokens }: RankingInput): string {
  return `An issue of a software repository is to be solved by a programmer who sees only some of its files. You are given the files that may matter, each with its length in tokens and a note on why it may matter. Put those that the programmer needs in order, the most needed first: files that must be changed, then files without which the change cannot be written well.

Leave out what is not needed. Aim at about ${targetTokens} tokens in all, and never pass ${ceilingTokens}.

Think briefly, then end your reply with the paths, exactly as they are given, as a JSON list:

<ranking>
["path/of/the/first", "path/of/the/second"]
</ranking>`;
}

function entry({ path, tokens, summary }: RankedFile): string {
  return `${path} (${tokens} tokens)\n${summary ?? 'No note.'}`;
}
