import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { structuredPatch } from 'diff';
import { applyEdit } from '../../../domain/apply-edit.ts';
import type { Edit } from '../../../domain/edit.ts';
import { patchedPaths } from '../../../domain/patch.ts';
import { gitApply, withTree } from '../../property/git-tree.ts';

/** Lines around a change, tried in this order until the lines to find stand at one place only. */
const CONTEXTS = [3, 8, 20, 60, 200];

/**
 * The edit as a model would write it to make the change of a patch. Throws where the patch does not apply, deletes a
 * file, or cannot be written as an edit.
 *
 * @param base texts of the files that the patch changes
 */
export function editOfPatch(patch: string, base: ReadonlyMap<string, string>): Edit {
  const after = patched(patch, base);
  const scope = { files: base, paths: new Set(base.keys()), newFiles: true, reserved: new Set<string>() };
  return [...after].flatMap(([path, text]) => {
    for (const context of CONTEXTS) {
      const edit = fileEdit(path, base.get(path), text, context);
      const applied = applyEdit(edit, scope);
      if (applied.ok && applied.after.get(path) === text) return edit;
    }
    throw new Error(`the change of ${path} cannot be written as an edit`);
  });
}

function patched(patch: string, base: ReadonlyMap<string, string>): Map<string, string> {
  return withTree(base, (folder) => {
    const complaint = gitApply(folder, patch);
    if (complaint !== '') throw new Error(complaint);
    return new Map(patchedPaths(patch).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
  });
}

function fileEdit(path: string, before: string | undefined, after: string, context: number): Edit {
  if (before === undefined) return [{ kind: 'create', path, lines: after.replace(/\n$/, '').split('\n') }];
  const { hunks } = structuredPatch(path, path, before, after, undefined, undefined, { context });
  return hunks.map(({ lines }) => {
    const side = (sign: '-' | '+') =>
      lines.filter((line) => line.startsWith(' ') || line.startsWith(sign)).map((line) => line.slice(1));
    return { kind: 'change', path, search: side('-'), replace: side('+') };
  });
}
