import { editOf, scriptOf } from '../support/small-repository.ts';
import type { Replies } from '../support/write-tape.ts';

/** Two samples; the second tests what always worked, is told so, and approves all the same. */
export const PASSES_ON_BASE: Replies = {
  'testing/0/1': scriptOf("parse('3-1')", "seen.join() === '3,2,1'"),
  'testing/0/2': '<done/>',
  'editing/0/1': editOf('counts down'),
  'editing/0/2': '<done/>',
  'testing/1/1': scriptOf("parse('1-3')", "seen.join() === '1,2,3'"),
  'testing/1/2': '<done/>',
  'editing/1/1': editOf('counts up'),
  'editing/1/2': '<done/>',
};

/** The same, with no test that speaks of the issue. */
export const ALL_PASS_ON_BASE: Replies = {
  ...PASSES_ON_BASE,
  'testing/0/1': scriptOf("parse('5')", "seen.join() === '5'"),
};
