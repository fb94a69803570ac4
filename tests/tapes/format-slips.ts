import { editOf, scriptOf } from '../support/small-repository.ts';
import type { Replies } from '../support/write-tape.ts';

type Reply = Replies[string];

const TEST = scriptOf("parse('3-1')", "seen.join() === '3,2,1'");

/** What no agent that writes scripts can use. */
const SCRIPT_SLIPS: readonly Reply[] = [
  'I would rather talk about it.',
  '<test>\nprocess.exit(2);\n',
  '<test>\n\n</test>',
  `${TEST}\n${TEST}`,
  `${TEST}\n<done/>`,
  { text: '<test>\nconst { parse } = require(', stop: 'length' },
];

const TESTING_SLIPS: readonly Reply[] = [...SCRIPT_SLIPS, '<done/>', editOf('counts down')];

const LINE = '  const numbers = [];';

function blocks(...lines: readonly string[]): string {
  return `<edit>\n${lines.join('\n')}\n</edit>`;
}

function change(path: string, search: string, replace: string): string {
  return `<<<<<<< CHANGE ${path}\n${search}\n=======\n${replace}\n>>>>>>>`;
}

function create(path: string): string {
  return `<<<<<<< CREATE ${path}\n// new\n>>>>>>>`;
}

const EDITING_SLIPS: readonly Reply[] = [
  'The bug is in the loop.',
  '<edit>\n',
  '<edit>\n</edit>',
  '<done/>',
  TEST,
  `${editOf('counts down')}\n<done/>`,
  { text: `<edit>\n<<<<<<< CHANGE lib/parse.js\n${LINE}\n=======`, stop: 'length' },
  // The blocks themselves.
  blocks('just prose'),
  blocks('>>>>>>>'),
  blocks(`<<<<<<< CHANGE lib/parse.js\n${LINE}\n=======\nnever closed`),
  blocks(`<<<<<<< CHANGE lib/parse.js\n${LINE}\n>>>>>>>`),
  blocks(`<<<<<<< CHANGE lib/parse.js\n${LINE}\n=======\na\n=======\nb\n>>>>>>>`),
  // What they meet in the code.
  blocks(change('lib/parse.js', 'await everything(there, is);', 'x')),
  blocks(change('lib/parse.js', '  const number = [];', 'x')),
  blocks(change('lib/parse.js', '', 'x')),
  blocks('<<<<<<< CHANGE lib/parse.js\n=======\nx\n>>>>>>>'),
  blocks(change('lib/parse.js', LINE, LINE)),
  blocks(change('lib/parse.js', LINE, 'x'), change('lib/parse.js', LINE, 'y')),
  blocks(change('index.js', "'use strict';", 'x')),
  blocks(change('lib/none.js', 'a', 'b')),
  blocks(change('../outside.js', 'a', 'b')),
  blocks(create('/etc/cron.d/job')),
  blocks(create('.git/hooks/pre-commit')),
  blocks(create('lib/parse.js')),
  blocks(create('troop_check.cjs')),
  blocks(create('lib/a.js'), create('lib/a.js')),
  blocks(create('lib/parse.js/deeper.js')),
];

const SELECTING_SLIPS: readonly Reply[] = [...SCRIPT_SLIPS, '<choice>1</choice>', '<done/>'];

/** Once a test has run, a choice may come. */
const CHOICE_SLIPS: readonly Reply[] = [
  '<choice>the first</choice>',
  '<choice>0</choice>',
  '<choice>3</choice>',
  '<choice></choice>',
  '<choice>1</choice>\n<choice>2</choice>',
  `${TEST}\n<choice>1</choice>`,
  '<choice>1',
];

/** How many replies of each role cannot be used. */
export const SLIPS = {
  relevance: 1,
  ranking: 2,
  testing: TESTING_SLIPS.length,
  editing: EDITING_SLIPS.length,
  selecting: SELECTING_SLIPS.length + CHOICE_SLIPS.length,
} as const;

/** Longest trajectory, in turns. */
export const MOST_TURNS = EDITING_SLIPS.length + 2;

const RELEVANT = '<verdict>relevant</verdict>\n<summary>It reads ranges.</summary>';

/** Every slip of every role, each answered and counted; the run goes on to the right patch all the same. */
export const FORMAT_SLIPS: Replies = {
  // index.js, lib/format.js, lib/parse.js: one call each, no second try.
  'relevance/0/1': 'Perhaps.',
  'relevance/1/1': RELEVANT,
  'relevance/2/1': `<think><verdict>not relevant</verdict></think>${RELEVANT}`,
  'ranking/0/1': '<ranking>\n["lib/parse.js"]\n</ranking>',
  'ranking/1/1': '<ranking>\nlib/parse.js\n</ranking>',
  'ranking/2/1': '<ranking>\n["src/invented.js"]\n</ranking>',
  ...inTurn('testing/0', [...TESTING_SLIPS, TEST, '<done/>']),
  ...inTurn('editing/0', [...EDITING_SLIPS, editOf('counts down'), '<done/>']),
  ...inTurn('testing/1', [TEST, '<done/>']),
  ...inTurn('editing/1', [editOf('counts up'), '<done/>']),
  ...inTurn('selecting/0', [...SELECTING_SLIPS, TEST, ...CHOICE_SLIPS, '<choice>1</choice>']),
};

function inTurn(trajectory: string, replies: readonly Reply[]): Replies {
  return Object.fromEntries(
    replies.flatMap((reply, place) => (reply === undefined ? [] : [[`${trajectory}/${place + 1}`, reply]])),
  );
}
