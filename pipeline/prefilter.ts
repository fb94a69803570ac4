import { bm25, rarityOf } from './bm25.ts';
import { createBreather } from './breather.ts';
import { identifiersIn, wordsOf } from './identifier-words.ts';
import { createWordCounter } from './word-counts.ts';

export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** How much more a word counts in a file's path than in its text. */
const PATH_WEIGHT = 3;
/** How much a name of the issue that a file defines counts, beside a word. */
const DEFINED_WEIGHT = 3;
/** Bonus, as a share of the best score, for a file whose path or module the issue names. */
const NAMED_BONUS = 0.5;
/** How much a word counts more for coming again in the issue, on a logarithmic scale. */
const REPEAT_WEIGHT = 0.5;
/** A file costs by its length: one that is much longer than SHORT_WORDS must be clearly better to come first. */
const COST_EXPONENT = 0.2;
const SHORT_WORDS = 2_000;

/**
 * Orders source files by a lexical score against an issue, for their length: BM25 over identifiers and their parts, in
 * text and path, with more for files that define what the issue names, or whose path or module it names. No model is
 * asked. Long trees are read in slices, so that calls in flight get their turn.
 *
 * @returns all paths, best first; ties by path.
 */
export async function lexicalOrder(issueText: string, files: readonly SourceText[]): Promise<string[]> {
  const breathe = createBreather();
  const weights = queryWeights(issueText);
  const count = createWordCounter(new Set(weights.keys()), breathe);
  const names = new Set(identifiersIn(issueText));
  const texts = [];
  const paths = [];
  const defined: ReadonlySet<string>[] = [];
  for (const { path, text } of files) {
    texts.push(await count(text));
    paths.push(await count(path));
    await breathe();
    defined.push(definedNames(text, names));
    await breathe();
  }
  const inText = await bm25(texts, weights, breathe);
  const inPath = await bm25(paths, weights, breathe);
  const rarity = await rarityOf(defined, breathe);
  const sums = files.map((_, place) => {
    const definitions = [...(defined[place] ?? [])].reduce((sum, name) => sum + rarity(name), 0);
    return (inText[place] ?? 0) + PATH_WEIGHT * (inPath[place] ?? 0) + DEFINED_WEIGHT * definitions;
  });
  const bonus = NAMED_BONUS * sums.reduce((best, sum) => Math.max(best, sum), 0);
  const isNamed = namedPaths(issueText);
  const scores = new Map<string, number>();
  for (const [place, { path }] of files.entries()) {
    const cost = (1 + (texts[place]?.length ?? 0) / SHORT_WORDS) ** COST_EXPONENT;
    scores.set(path, ((sums[place] ?? 0) + (isNamed(path) ? bonus : 0)) / cost);
  }
  const scoreOf = (path: string) => scores.get(path) ?? 0;
  return files.map(({ path }) => path).sort((a, b) => scoreOf(b) - scoreOf(a) || (a < b ? -1 : 1));
}

/** Words of the issue, those that come again a little more. */
function queryWeights(issueText: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const identifier of identifiersIn(issueText))
    for (const word of wordsOf(identifier)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Map([...counts].map(([word, count]) => [word, 1 + REPEAT_WEIGHT * Math.log(count)]));
}

/** A line that makes a name, in most languages: a keyword of definition, after words that may come before it. */
const DEFINITION =
  /^[ \t]*(?:(?:export|default|public|private|protected|static|abstract|final|async|pub)[ \t]+)*(?:def|class|func|function|fn|interface|struct|trait|enum|type|module)[ \t]+(\w+)/gm;

/** Which of the names a text defines. */
function definedNames(text: string, names: ReadonlySet<string>): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [, name] of text.matchAll(DEFINITION)) {
    if (name !== undefined && names.has(name)) found.add(name);
  }
  return found;
}

/**
 * Whether an issue names a path: as `lib/a.py` or, in a traceback, `/usr/lib/x/lib/a.py`, or as the module of
 * `lib.a.Name`; two names of the path's end must stand together, for one alone is often an everyday word.
 */
function namedPaths(issueText: string): (path: string) => boolean {
  const pairs = new Set<string>();
  for (const [chain] of issueText.matchAll(/\w+(?:[./\\]\w+)+/g)) {
    const names = chain.split(/[./\\]/);
    for (const [place, name] of names.entries()) {
      if (place > 0) pairs.add(`${names[place - 1]}/${name}`);
    }
  }
  return (path) => {
    const names = path
      .replace(/\.\w+$/, '')
      .replace(/\/(__init__|index|mod)$/, '')
      .split('/');
    return names.length > 1 && pairs.has(names.slice(-2).join('/'));
  };
}
