import { type Edit, renderEdit } from '../../domain/edit.ts';

const CHANGE: Edit = [
  {
    kind: 'change',
    path: 'src/circle.py',
    search: ['def area(radius):', '    return 3 * radius ** 2'],
    replace: ['def area(radius):', '    return math.pi * radius ** 2'],
  },
];

const CREATE: Edit = [
  { kind: 'create', path: 'src/square.py', lines: ['def area(side):', '    return side ** 2'] },
];

/** How an edit is written. The examples are rendered, so that they are what the parser reads. */
export function editRules(newFiles: boolean): string {
  const creation = newFiles ? `\nA new file is written whole:\n\n${renderEdit(CREATE)}` : '';
  const scope = newFiles
    ? 'Only the files that you are shown can be changed; new ones can be created.'
    : 'Only the files that you are shown can be changed; no new ones can be created.';
  return `An edit is one or more blocks in one <edit> element. A block replaces lines of a file:

<edit>
${renderEdit(CHANGE)}</edit>

The lines to find come first, then those to put in their place; with none in their place, they are deleted.
- The lines to find are whole lines, copied exactly with their white space, and must stand at one place of the file only. Take in as many lines around as that needs, and no more.
- Several blocks may change one file if they do not overlap. Each refers to the original code, never to another block's result.
- Line numbers, ellipses and diff signs have no meaning in a block.
- The three markers of a block are of one length, seven or more. Where the text itself has a line of just such a marker, make the block's three markers longer.
- ${scope}${creation}`;
}
