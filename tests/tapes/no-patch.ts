import { editOf, scriptOf } from '../support/small-repository.ts';
import type { Replies } from '../support/write-tape.ts';

/** Nobody finds the lines that he wants to change: no sample ends with a patch. */
export const NO_PATCH: Replies = {
  'testing/0/1': scriptOf("parse('3-1')", "seen.join() === '3,2,1'"),
  'testing/0/2': '<done/>',
  'editing/0/1': editOf('counts down').replace('const numbers', 'let numbers'),
  'editing/0/2': editOf('counts down').replace('lib/parse.js', 'lib/range.js'),
};
