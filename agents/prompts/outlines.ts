import { type Message, textMessage } from '../../domain/message.ts';
import type { FileOutline, OutlinesInput } from '../outlines.ts';
import { issueSection } from './sections.ts';

/** The first message is the same for all calls of an issue, so that a provider may cache it. */
export function outlinesMessages({ issueText, repository, files }: OutlinesInput): Message[] {
  return [
    textMessage('system', `${INSTRUCTIONS}\n\n${issueSection(repository, issueText)}`),
    textMessage('user', `${files.map(section).join('\n')}\n${QUESTION}`),
  ];
}

const INSTRUCTIONS = `An issue of a software repository is to be solved. You are shown outlines of some of its files: their signatures, the beginnings of their documentation, the names of their values, and no bodies. You decide which of these files are worth reading whole; each of them is then judged by its full text.

A file is worth reading if it may have to be changed, or if the change may not be written well without it. An outline hides much: where in doubt, name the file. A file that clearly has nothing to do with the issue is not to be named. The repository's other files are asked about apart, also such as the issue names.

Think briefly, then end your reply with the paths, exactly as they are given, as a JSON list; an empty one, which is a common answer, if no file is worth it:

<promising>
["path/of/a/file", "path/of/another"]
</promising>`;

const QUESTION = 'Which of these files are worth reading whole?';

function section({ path, tokens, outline }: FileOutline): string {
  return `<outline path="${path}" tokens="${tokens}">\n${outline}\n</outline>`;
}
