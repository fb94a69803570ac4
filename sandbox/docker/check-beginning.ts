import { MachineryError } from '../../domain/errors.ts';
import type { Cell } from '../../domain/execution.ts';
import type { Head } from './cell-runner.ts';

/** What an instance says of its image. */
export type Placed = Pick<Cell, 'instanceId' | 'image' | 'baseCommit'>;

/**
 * Throws where an image's tree is at another commit than the cell's. SWE-bench's own images carry one commit of
 * the harness, so named, on top of the base commit: it holds what installing changed, and is let pass.
 */
export function checkHead(head: Head | null, cell: Placed): void {
  if (head === null || head.commit === cell.baseCommit) return;
  if (head.subject === 'SWE-bench' && head.parents[0] === cell.baseCommit) return;
  const { name, root } = cell.image;
  const message = `image ${name} holds ${root} at commit ${head.commit}, but ${cell.instanceId} is at ${cell.baseCommit}: build the image anew at that commit, or correct the data set's image`;
  throw new MachineryError(message, { transient: false });
}

/** The image cannot run any cell. */
export function impossible(words: string, { image }: Pick<Placed, 'image'>): MachineryError {
  const [kind = '', ...details] = words.split(' ');
  const causes = new Map([
    ['no-root', `has no directory ${image.root}`],
    ['no-git', 'has no git, which applies patches: install it in the image'],
    ['no-head', `has no readable git commit in ${image.root}: ${details.join(' ')}`],
    ['no-script', `does not let its user write into ${image.root}`],
  ]);
  const cause = causes.get(kind) ?? `cannot start the cell: ${words.trim()}`;
  return new MachineryError(`image ${image.name} ${cause}`, { transient: false });
}
