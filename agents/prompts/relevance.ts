import { type Message, textMessage } from '../../domain/message.ts';
import type { RelevanceInput } from '../relevance.ts';
import { fileSections, issueSection } from './sections.ts';

/** The first message is the same for all files of an issue, so that a provider may cache it. */
export function relevanceMessages({ issueText, repository, file }: RelevanceInput): Message[] {
  return [
    textMessage('system', `${INSTRUCTIONS}\n\n${issueSection(repository, issueText)}`),
    { role: 'user', parts: [...fileSections([file]), { text: QUESTION }] },
  ];
}

const INSTRUCTIONS = `An issue of a software repository is to be solved. You are shown one file of the repository and decide whether a programmer who solves the issue needs it.

A file is relevant if it would likely have to be changed, or if the change cannot be written well without reading it. A file that merely has to do with the same subject is not relevant.

Think briefly, then end your reply with a verdict. For a relevant file:

<verdict>relevant</verdict>
<summary>One paragraph: what in this file matters for the issue, with the names of functions and classes, and why.</summary>

For any other file:

<verdict>not relevant</verdict>`;

const QUESTION = '\nIs this file relevant to the issue?';
