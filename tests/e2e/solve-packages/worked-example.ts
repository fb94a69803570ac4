import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../house/source-tree.ts';

/** An example of docs/solve.md. */
export interface WorkedExample {
  readonly issue: string;
  /** Words of the command, `troop` left out. */
  readonly command: readonly string[];
  /** Lines of the output in their order; `...` stands for anything, a line of nothing else for any lines. */
  readonly output: readonly string[];
}

/** Reads the example whose command names this repository. Throws where the page has none. */
export function workedExample(repository: string): WorkedExample {
  const page = readFileSync(join(ROOT, 'docs', 'solve.md'), 'utf8');
  const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, kind = '', text = '']) => ({
    kind,
    text,
  }));
  const at = blocks.findIndex(({ text }) => text.startsWith(`troop solve --repo ${repository} `));
  const [issue, command, output] = [blocks[at - 1], blocks[at], blocks[at + 1]];
  if (issue?.kind !== 'markdown' || command?.kind !== 'sh' || output?.kind !== 'text')
    throw new Error(`docs/solve.md has no whole example of ${repository}`);
  return {
    issue: issue.text,
    command: wordsOf(command.text.replaceAll('\\\n', ' ')).slice(1),
    output: output.text.trimEnd().split('\n'),
  };
}

function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

/** The first line that an output does not have where it should be; null where it has all of them. */
export function firstMissing(expected: readonly string[], output: string): string | null {
  const lines = output.split('\n');
  let from = 0;
  for (const wanted of expected.filter((line) => line !== '...')) {
    const pattern = new RegExp(`^${wanted.split('...').map(escaped).join('.*')}$`);
    const place = lines.findIndex((line, index) => index >= from && pattern.test(line));
    if (place < 0) return wanted;
    from = place + 1;
  }
  return null;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
