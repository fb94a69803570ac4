import { listedPaths } from './listed-paths.ts';
import { oneCallAgent } from './one-call.ts';
import { outlinesMessages } from './prompts/outlines.ts';

export interface FileOutline {
  readonly path: string;
  /** Of the whole file. */
  readonly tokens: number;
  readonly outline: string;
}

export interface OutlinesInput {
  readonly issueText: string;
  readonly repository: string;
  readonly files: readonly FileOutline[];
}

/** Files worth reading whole; none where the reply says so, null where it could not be read or names no file given. */
export interface OutlinesResult {
  readonly promising: readonly string[] | null;
}

/** One call for several files: which of them may be needed to solve the issue, by their outlines? */
export const outlinesAgent = oneCallAgent<OutlinesInput, OutlinesResult>({
  messages: outlinesMessages,
  unread: { promising: null },
  read(reply, { files }) {
    const promising = readPromising(
      reply,
      files.map(({ path }) => path),
    );
    return promising && { promising };
  },
});

/** A list of nothing but invented paths is no answer; an empty one is. */
function readPromising(reply: string, known: readonly string[]): string[] | null {
  const named = listedPaths(reply, 'promising');
  if (named === null) return null;
  const real = named.filter((path) => known.includes(path));
  return real.length === 0 && named.length > 0 ? null : real;
}
