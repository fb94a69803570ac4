import { LANGUAGES } from '../../domain/language-table.ts';
import { lineOutline } from './line-outline.ts';
import { pythonOutline } from './python-outline.ts';

/** Of a file that defines nothing by its language's rules, such as JSON. */
const HEAD_LINES = 12;
const HEAD_CHARS = 200;

/**
 * A source file without its bodies: signatures, the beginnings of docstrings and comments on them, names of values.
 * Read off the text alone, so a file that no compiler takes has an outline too.
 */
export function outlineOf({ path, text }: { readonly path: string; readonly text: string }): string {
  const ending = path.slice(path.lastIndexOf('.') + 1);
  const language = LANGUAGES.find(({ sourceEndings }) => sourceEndings.includes(ending))?.name;
  const lines = language === 'python' ? pythonOutline(text) : lineOutline(text, language);
  return (lines.length > 0 ? lines : headOf(text)).join('\n');
}

function headOf(text: string): string[] {
  const lines = text.slice(0, HEAD_LINES * HEAD_CHARS).split(/\r?\n/);
  return lines
    .filter((line) => line.trim() !== '')
    .slice(0, HEAD_LINES)
    .map((line) => line.slice(0, HEAD_CHARS));
}
