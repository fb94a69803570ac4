import { describe, expect, it } from 'vitest';
import { recallByMode, recallText } from '../../../../../scripts/reports/cost/gold-recall.ts';

const READ = { mode: 'prefilter', paths: ['a.py', 'b.py'], goldPaths: ['a.py'], usd: 1 };

describe('recall of the gold files', () => {
  it('counts an issue whose context holds all of them, and divides the cost by the points', () => {
    const contexts = [
      READ,
      { ...READ, goldPaths: ['a.py', 'c.py'], usd: 2 },
      { ...READ, goldPaths: [], usd: 100 },
      { ...READ, mode: 'all-files', usd: 6 },
    ];
    expect(recallByMode(contexts)).toEqual([
      { mode: 'prefilter', issues: 2, recallPercent: 50, usdPerIssue: 1.5, usdPerPoint: 0.03 },
      { mode: 'all-files', issues: 1, recallPercent: 100, usdPerIssue: 6, usdPerPoint: 0.06 },
    ]);
  });

  it('is of unknown price where one issue is, and has no price where nothing was found', () => {
    const unknown = recallByMode([READ, { ...READ, usd: null }]);
    expect(unknown).toMatchObject([{ recallPercent: 100, usdPerIssue: null, usdPerPoint: null }]);
    expect(recallText(unknown)).toMatch(/unknown price.*unknown price/);
    expect(recallByMode([{ ...READ, paths: [] }])).toMatchObject([{ usdPerIssue: 1, usdPerPoint: null }]);
  });
});
