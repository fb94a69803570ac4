import type { Cell } from '../domain/execution.ts';

/**
 * The bash text that a cell runs in the repository's root: the image's set-up, then the command with the script's
 * path. `outsideDirectory` is where a script lies that must not be in the work tree. Throws on a file name that
 * is a path or would need quoting.
 */
export function cellCommand({ image, script }: Cell, outsideDirectory: string): string {
  if (!/^[\w][\w.-]*$/.test(script.fileName)) {
    throw new Error(
      `script file name ${JSON.stringify(script.fileName)}: want letters, digits, dot, dash only`,
    );
  }
  const path = script.place === 'root' ? script.fileName : `${outsideDirectory}/${script.fileName}`;
  return `${image.setup}\n${script.command.replaceAll('{script}', () => path)}\n`;
}

/** The patch to apply, null for base: a patch of nothing but white space is none, and git would refuse it. */
export function patchOf(cell: Cell): string | null {
  return cell.patch === null || cell.patch.trim() === '' ? null : cell.patch;
}
