import { editOf, scriptOf } from '../support/small-repository.ts';
import type { Replies } from '../support/write-tape.ts';

/**
 * Three samples. Only the first understood the issue; the others make ranges count up and wrote tests that the
 * unpatched code passes: there "3-1" is empty, which is sorted and has no greatest number in front. By the paper's rule
 * these two tests outvote the one that speaks of the issue. The selecting agent tries the issue's own example.
 */
export const WRONG_VOTE: Replies = {
  'testing/0/1': scriptOf("parse('3-1')", "seen.join() === '3,2,1'"),
  'testing/0/2': 'It ended as it should.\n<done/>',
  'editing/0/1': editOf('counts down'),
  'editing/0/2': '<done/>',
  'testing/1/1': scriptOf("parse('3-1')", 'seen.every((number, place) => place === 0 || seen[place - 1] < number)'),
  'testing/1/2': 'Exit status 0: sorted, as it should be.\n<done/>',
  'editing/1/1': editOf('counts up'),
  'editing/1/2': '<done/>',
  'testing/2/1': scriptOf("parse('9-8')", 'seen[0] !== 9'),
  'testing/2/2': '<done/>',
  'editing/2/1': editOf('counts up'),
  'editing/2/2': '<done/>',
  'selecting/0/1': scriptOf("parse('3-1')", "seen.join() === '3,2,1'"),
  'selecting/0/2':
    '<reason>\nThe issue wants [3, 2, 1]; only the second candidate gives it.\n</reason>\n<choice>2</choice>',
};
