import { describe, expect, test } from 'vitest';
import { countGrades, gradeCountsText, gradeText } from '../../../../scripts/reports/grade-counts.ts';

const plain = { suspect: null, infrastructure: null };
const GRADES = [
  { ...plain, grade: 'resolved' },
  { ...plain, grade: 'resolved', suspect: ['two endings'] },
  { ...plain, grade: 'resolved', infrastructure: 'memory limit met' },
  { ...plain, grade: 'unresolved' },
  { ...plain, grade: 'unresolved', infrastructure: 'network_unreachable' },
  { ...plain, grade: 'errored' },
  { ...plain, grade: 'errored', infrastructure: 'no such image', suspect: ['cut'] },
  { ...plain, grade: null },
] as const;

describe('counts of grades', () => {
  test('tell what the machine spoilt apart from verdicts, and what is suspect among all', () => {
    const counts = countGrades(GRADES);
    expect(counts).toEqual({
      graded: 7,
      resolved: 3,
      unresolved: 1,
      errored: 1,
      suspect: 2,
      infrastructure: 2,
    });
    expect(gradeCountsText(counts)).toBe(
      '7 graded: 3 resolved, 1 unresolved, 1 errored, 2 infrastructure failures; 2 suspect',
    );
  });

  test('stand beside cells that say the same', () => {
    expect(GRADES.map(gradeText)).toEqual([
      'resolved',
      'resolved, suspect',
      'resolved',
      'unresolved',
      'infrastructure',
      'errored',
      'infrastructure, suspect',
      '-',
    ]);
  });
});
