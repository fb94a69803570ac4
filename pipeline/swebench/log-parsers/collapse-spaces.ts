import { PYTHON_SPACE, strip } from '../python-text.ts';

const SPACES = new RegExp(`${PYTHON_SPACE}+`, 'gu');

/** A name on one line, as official maps have it where the log may have broken it into several. */
export function collapseSpaces(name: string): string {
  return strip(name.replace(SPACES, ' '));
}
