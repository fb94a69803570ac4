import { applyEdit } from '../../../domain/apply-edit.ts';
import { renderEdit } from '../../../domain/edit.ts';
import { makePatch, patchedPaths, patchIdentity } from '../../../domain/patch.ts';
import type { RecordedCandidate } from '../../../scripts/dev-set/material.ts';
import type { Part } from './cast.ts';
import { editOfPatch } from './edit-of-patch.ts';
import type { RecordedVotes } from './recorded-votes.ts';

/** What the model says to one issue. The first index of testing and editing is the sample, the second the turn. */
export interface Replies {
  /** Files that relevance calls find relevant. */
  readonly relevant: readonly string[];
  readonly testing: readonly (readonly string[])[];
  readonly editing: readonly (readonly string[])[];
  readonly selectingTest: string;
  /** Identities of the patches that the selecting agent takes: the first of the shortlist that is among them. */
  readonly picks: readonly string[];
}

/** A recorded candidate once the product has made it again from an edit. */
export interface Remade {
  readonly source: string;
  readonly resolved: boolean;
  /** Of the patch that the edit gives. */
  readonly identity: string;
  readonly edit: string;
}

/** @param base texts of the files that the patch changes */
export function remade(candidate: RecordedCandidate, base: ReadonlyMap<string, string>): Remade {
  const edit = editOfPatch(candidate.patch, base);
  const scope = { files: base, paths: new Set(base.keys()), newFiles: true, reserved: new Set<string>() };
  const applied = applyEdit(edit, scope);
  if (!applied.ok) throw new Error(applied.problems.join('\n'));
  const identity = patchIdentity(makePatch(applied.before, applied.after));
  return { source: candidate.source, resolved: candidate.resolved, identity, edit: renderEdit(edit) };
}

export interface Material {
  readonly part: Part;
  readonly votes: RecordedVotes;
  readonly candidates: readonly RecordedCandidate[];
  /** Files of the instance's repository. */
  readonly paths: ReadonlySet<string>;
  readonly right: Remade;
  readonly wrong: Remade;
}

export function pickedBy({ part, right, wrong }: Pick<Material, 'part' | 'right' | 'wrong'>): Remade {
  return part.picks === 'right' ? right : wrong;
}

/** Sample 0 is right at once, sample 1 is wrong and content, sample 2 is wrong, looks again and is right. */
export function repliesOf(material: Material): Replies {
  const { part, votes, candidates, paths, right, wrong } = material;
  const test = (id: string) => `I try what the issue says.\n<test>\n${votes.script(id)}\n</test>`;
  const edit = ({ edit: blocks }: Remade) => `I change what is at fault.\n<edit>\n${blocks}</edit>`;
  const picked = pickedBy(material);
  const touched = candidates
    .filter(({ source }) => source === part.right || source === part.wrong)
    .flatMap(({ patch }) => patchedPaths(patch));
  const alike = candidates.filter(({ resolved }) => resolved === picked.resolved);
  return {
    relevant: [...new Set(touched)].filter((path) => paths.has(path)),
    testing: part.tests.map((id) => [test(id), DONE]),
    editing: [
      [edit(right), DONE],
      [edit(wrong), DONE],
      [edit(wrong), edit(right), DONE],
    ],
    selectingTest: test(part.selectingTest),
    picks: [picked.identity, ...alike.map(({ patch }) => patchIdentity(patch))],
  };
}

const DONE = 'It does what it should.\n<done/>';
