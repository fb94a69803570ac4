import MiniSearch from 'minisearch';

export interface SourceText {
  readonly path: string;
  readonly text: string;
}

/** How much more a word counts in a file's path than in its text. */
const PATH_BOOST = 3;
/** Bonus, as a multiple of the best score, for a path that the issue names outright. */
const NAMED_BONUS = 1;

/**
 * Orders source files by a lexical score against an issue: BM25+ over identifiers and their parts, in text and path,
 * with a bonus for files whose path or module name the issue mentions. No model is asked.
 *
 * @returns all paths, best first; ties by path.
 */
export function lexicalOrder(issueText: string, files: readonly SourceText[]): string[] {
  const index = new MiniSearch<SourceText>({
    idField: 'path',
    fields: ['pathWords', 'text'],
    extractField,
    tokenize: words,
  });
  index.addAll(files);
  const query = [...new Set(words(issueText))].join(' ');
  const scores = new Map<string, number>();
  for (const hit of index.search(query, { boost: { pathWords: PATH_BOOST }, combineWith: 'OR' })) {
    scores.set(String(hit.id), hit.score);
  }
  const best = Math.max(0, ...scores.values());
  const bonus = (path: string) => (isNamed(issueText, path) ? NAMED_BONUS * best : 0);
  const total = new Map(files.map(({ path }) => [path, (scores.get(path) ?? 0) + bonus(path)]));
  const scoreOf = (path: string) => total.get(path) ?? 0;
  return files.map(({ path }) => path).sort((a, b) => scoreOf(b) - scoreOf(a) || (a < b ? -1 : 1));
}

function extractField(file: SourceText, field: string): string {
  if (field === 'path') return file.path;
  return field === 'pathWords' ? file.path : file.text;
}

/** Identifiers whole and in parts: `parseHTMLDoc_old` gives itself and parse, html, doc, old. */
function words(text: string): string[] {
  const found: string[] = [];
  for (const [identifier] of text.matchAll(/[\p{L}\p{N}_]{2,}/gu)) {
    const parts = identifier.split(
      /_+|(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})/u,
    );
    found.push(identifier.toLowerCase());
    if (parts.length > 1)
      found.push(...parts.filter((part) => part.length > 1).map((part) => part.toLowerCase()));
  }
  return found;
}

/** Whether the issue holds the path itself, or its dotted module name as in `a.b.c`. */
function isNamed(issueText: string, path: string): boolean {
  const module = path
    .replace(/\.\w+$/, '')
    .replaceAll('/', '.')
    .replace(/\.__init__$/, '');
  return issueText.includes(path) || (module.includes('.') && issueText.includes(module));
}
