import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeRankings, rankingAgent } from '../../../agents/ranking.ts';
import { byHand } from './by-hand.ts';

const INPUT = {
  issueText: 'area() is wrong',
  repository: 'acme/shapes',
  files: [
    { path: 'a.py', tokens: 120, summary: 'defines area' },
    { path: 'b.py', tokens: 40, summary: null },
    { path: 'lib/[c].py', tokens: 9, summary: 'calls it' },
  ],
  targetTokens: 60_000,
  ceilingTokens: 120_000,
};

test('one call shows paths, tokens, summaries and both limits', () => {
  const { asked } = byHand(rankingAgent, INPUT);
  for (const text of ['a.py (120 tokens)\ndefines area', 'b.py (40 tokens)', '60000', '120000']) {
    expect(asked).toContain(text);
  }
});

const REPLIES: [string, string[] | null][] = [
  ['So:\n<ranking>\n["b.py", "a.py"]\n</ranking>', ['b.py', 'a.py']],
  ['```json\n["a.py"]\n```', ['a.py']],
  ['<ranking>```json\n["./a.py", " lib/[c].py"]\n```</ranking>', ['a.py', 'lib/[c].py']],
  ['["a.py", "invented.py", "b.py", "a.py"]', ['a.py', 'b.py']],
  ['["invented.py"]', null],
  ['[]', null],
  ['[{"path": "a.py"}]', null],
  ['["a.py", ', null],
  ['a.py, b.py', null],
];
test.each(REPLIES)('%j is read, and there is no second try', (reply, paths) => {
  const agent = byHand(rankingAgent, INPUT);
  expect(agent.reply(reply)).toEqual({ kind: 'finish' });
  expect(agent.state.result.paths).toEqual(paths);
  expect(agent.state.slips).toBe(paths === null ? 1 : 0);
});

test('scores are means of position / length, 1 where left out, unreadable rankings aside', () => {
  const merged = mergeRankings(['a', 'b', 'c', 'd'], [['b', 'a'], null, ['b', 'c', 'a', 'd']]);
  expect(merged).toEqual([
    { path: 'b', score: 0 },
    { path: 'a', score: (1 / 2 + 2 / 4) / 2 },
    { path: 'c', score: (1 + 1 / 4) / 2 },
    { path: 'd', score: (1 + 3 / 4) / 2 },
  ]);
});

test('without a readable ranking all score 1 and keep their order', () => {
  expect(mergeRankings(['b', 'a'], [null])).toEqual([
    { path: 'b', score: 1 },
    { path: 'a', score: 1 },
  ]);
});

test('the order of the rankings does not matter', () => {
  const paths = ['a', 'b', 'c', 'd'];
  const ranking = fc.option(fc.shuffledSubarray(paths, { minLength: 1 }));
  const rounded = (rankings: (string[] | null)[]) =>
    new Map(mergeRankings(paths, rankings).map(({ path, score }) => [path, score.toFixed(9)]));
  fc.assert(
    fc.property(fc.array(ranking, { maxLength: 4 }), (rankings) => {
      expect(rounded(rankings.toReversed())).toEqual(rounded(rankings));
    }),
  );
});
