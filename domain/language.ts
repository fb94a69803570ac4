import { LANGUAGE_ALIASES, LANGUAGES, type Language, SHELL } from './language-table.ts';
import { isSourcePath } from './source-path.ts';

/** A language by its name or alias; undefined where nobody here knows it. */
export function findLanguage(name: string): Language | undefined {
  const wanted = name.trim().toLowerCase();
  const known = LANGUAGE_ALIASES[wanted] ?? wanted;
  return LANGUAGES.find((language) => language.name === known);
}

/** The language that test scripts are written in: the shell for one that nobody here knows. */
export function languageOf(name: string): Language {
  return findLanguage(name) ?? SHELL;
}

/** File name of a test script; it stands in the repository's root while it runs. */
export function scriptNameOf(language: string): string {
  return `troop_check.${languageOf(language).scriptEnding}`;
}

/** Bash that runs a test script, where the instance names no command of its own. */
export function runCommandOf(language: string): string {
  return languageOf(language).runCommand;
}

export interface GuessedLanguage {
  readonly language: Language;
  /** Source files of that language, and of all languages; tests and vendored files left out. */
  readonly files: number;
  readonly of: number;
}

/** The language of most of a repository's source files, the shell where it has none; `paths` are all its files. */
export function guessLanguage(paths: readonly string[]): GuessedLanguage {
  const sources = paths.filter((path) => isSourcePath(path));
  const counted = LANGUAGES.map((language) => ({
    language,
    files: sources.filter((path) => language.sourceEndings.some((ending) => path.endsWith(`.${ending}`)))
      .length,
    of: sources.length,
  }));
  // Of two that share endings, as C and C++ do, the one with more files; the earlier where that says nothing.
  const most = counted.reduce((best, one) => (one.files > best.files ? one : best));
  return most.files > 0 ? most : { language: SHELL, files: 0, of: 0 };
}
