import { diffArrays } from 'diff';
import type { Block, ChangeBlock, CreateBlock, Edit, EditScope } from './edit.ts';
import { pathProblem } from './edit-path.ts';
import { type Found, findPlace, type Place } from './find-place.ts';
import type { Tree } from './patch.ts';
import { joinLines, type Line, prevailingEnd, splitLines } from './text-lines.ts';

export type AppliedEdit =
  | { readonly ok: true; readonly before: Tree; readonly after: Tree }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Applies an edit. The search text of a block is whole lines that stand at exactly one place; blocks do not overlap,
 * and each is relative to the original (paper, section 4.2). Line ends, a missing final newline and a byte order mark
 * stay as they are. All problems are reported together, in words meant for the model.
 *
 * @returns the touched files only, before and after; null before stands for a new file
 */
export function applyEdit(edit: Edit, scope: EditScope): AppliedEdit {
  const problems: string[] = [];
  const before = new Map<string, string | null>();
  const after = new Map<string, string | null>();
  for (const [path, blocks] of groupByPath(edit)) {
    const refusal = pathProblem(path);
    if (refusal) {
      problems.push(`${JSON.stringify(path)} cannot be edited: ${refusal}.`);
      continue;
    }
    const creates = blocks.filter((block) => block.kind === 'create');
    const changes = blocks.filter((block) => block.kind === 'change');
    if (creates.length > 0) {
      problems.push(...createProblems(path, creates, changes, edit, scope));
      before.set(path, null);
      after.set(path, newText(creates[0]));
    } else {
      const result = changeFile(path, changes, scope);
      problems.push(...result.problems);
      before.set(path, result.before);
      after.set(path, result.after);
    }
  }
  if (problems.length > 0) return { ok: false, problems };
  const touched = [...after].filter(([path, text]) => text !== before.get(path));
  if (touched.length === 0) {
    return { ok: false, problems: ['The edit changes nothing: its code is the same as the original code.'] };
  }
  return {
    ok: true,
    before: new Map(touched.map(([path]) => [path, before.get(path) ?? null])),
    after: new Map(touched),
  };
}

function groupByPath(edit: Edit): Map<string, Block[]> {
  const groups = new Map<string, Block[]>();
  for (const block of edit) groups.set(block.path, [...(groups.get(block.path) ?? []), block]);
  return groups;
}

function createProblems(
  path: string,
  creates: readonly CreateBlock[],
  changes: readonly ChangeBlock[],
  edit: Edit,
  scope: EditScope,
): string[] {
  const problems: string[] = [];
  if (!scope.newFiles) problems.push(`${path} cannot be created: new files are not allowed here.`);
  if (scope.paths.has(path)) {
    const remedy = scope.files.has(path)
      ? 'use CHANGE blocks'
      : 'and it is not among the files that you were shown';
    problems.push(`${path} cannot be created: it exists already; ${remedy}.`);
  }
  if (scope.reserved.has(path)) problems.push(`${path} cannot be created: the test script has that name.`);
  if (creates.length > 1 || changes.length > 0) {
    problems.push(`${path} is created, and created or changed again; write it whole in one CREATE block.`);
  }
  const created = edit.filter((block) => block.kind === 'create').map((block) => block.path);
  const clash = [...scope.paths, ...created].find(
    (other) => path.startsWith(`${other}/`) || other.startsWith(`${path}/`),
  );
  if (clash !== undefined) {
    problems.push(`${path} cannot be created beside ${clash}: a path is a file or a folder, not both.`);
  }
  return problems;
}

function newText(block: CreateBlock | undefined): string {
  return (block?.lines ?? []).map((line) => `${line}\n`).join('');
}

interface FileChange {
  readonly problems: readonly string[];
  readonly before: string | null;
  readonly after: string | null;
}

function changeFile(path: string, blocks: readonly ChangeBlock[], scope: EditScope): FileChange {
  const text = scope.files.get(path);
  if (text === undefined) {
    const why = scope.paths.has(path)
      ? 'it exists, but is not among the files that you were shown, and only those can be changed'
      : `there is no such file${scope.newFiles ? '; a new one needs a CREATE block' : ''}`;
    return { problems: [`${path} cannot be changed: ${why}.`], before: null, after: null };
  }
  const { mark, lines } = splitLines(text);
  const found = blocks.map((block, index): Found => findPlace(block, { index, path, lines, scope }));
  const problems = found.flatMap((one) => (one.ok ? [] : [one.problem]));
  const places = found.flatMap((one) => (one.ok ? [one.place] : [])).sort((a, b) => a.first - b.first);
  problems.push(...overlaps(path, places));
  return { problems, before: text, after: joinLines(mark, replaced(lines, places)) };
}

function overlaps(path: string, places: readonly Place[]): string[] {
  return places.flatMap((place, index) => {
    const previous = places[index - 1];
    if (!previous || previous.first + previous.block.search.length <= place.first) return [];
    const line = place.first + 1;
    return [
      `Two blocks of ${path} overlap at line ${line}; join them into one, since each refers to the original.`,
    ];
  });
}

/** Lines kept by a block keep their own ends; new ones get the file's. The last line ends as the last line did. */
function replaced(lines: readonly Line[], places: readonly Place[]): Line[] {
  const end = prevailingEnd(lines);
  const result: Line[] = [];
  let at = 0;
  for (const { block, first } of places) {
    result.push(...lines.slice(at, first));
    at = first;
    for (const part of diffArrays([...block.search], [...block.replace])) {
      if (part.added) result.push(...part.value.map((text): Line => ({ text, end })));
      else {
        if (!part.removed) result.push(...lines.slice(at, at + part.count));
        at += part.count;
      }
    }
  }
  result.push(...lines.slice(at));
  const open = lines.at(-1)?.end === '';
  return result.map((line, index): Line => {
    const last = index === result.length - 1;
    if (last && open) return { ...line, end: '' };
    return line.end === '' ? { ...line, end } : line;
  });
}
