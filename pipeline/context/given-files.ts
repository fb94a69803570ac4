import { UsageError } from '../../domain/errors.ts';
import type { ConsideredFile } from '../../domain/records.ts';
import type { SourceFile } from '../source-files.ts';

/** The files that a user gave, in that order. Throws a UsageError that names one which is not among the sources. */
export function givenFiles(sources: readonly SourceFile[], given: readonly string[]): ConsideredFile[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  return given.map((path, place) => {
    const source = byPath.get(path);
    if (!source)
      throw new UsageError(`context.given names ${path}, which is no readable text file at the base commit`);
    return {
      path,
      tokens: source.tokens,
      lexicalRank: null,
      relevant: true,
      summary: null,
      rankScore: place,
    };
  });
}
