import { PYTHON_SPACE, strip } from '../python-text.ts';

const INDENT = new RegExp(`^${PYTHON_SPACE}*`, 'u');

/** How far a line stands in, in characters of white space. */
export function indentOf(line: string): number {
  return INDENT.exec(line)?.[0].length ?? 0;
}

interface Suite {
  readonly name: string;
  readonly indent: number;
}

/** The suites that a test stands in, told by indentation, outermost first. */
export class SuiteStack {
  #suites: Suite[] = [];

  get names(): string[] {
    return this.#suites.map(({ name }) => name);
  }

  /** Takes an indented line that is no result for the heading of a suite; others change nothing. */
  readHeading(line: string): void {
    const indent = indentOf(line);
    if (indent === 0) return;
    while ((this.#suites.at(-1)?.indent ?? -1) >= indent) this.#suites.pop();
    this.#suites.push({ name: strip(line), indent });
  }
}
