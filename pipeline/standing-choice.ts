import type { Config } from '../domain/config.ts';
import type { Selection } from '../domain/records.ts';

/** The selection that counts, of all that were made for an issue (oldest first): one by hand if none came after it. */
export function standingChoice(
  selections: readonly Selection[],
  selectBy: Config['selectBy'],
): Selection | undefined {
  const decided = decidedChoice(selections, selectBy);
  const byHand = selections.findLast(({ workItemId }) => workItemId === null);
  return byHand && byHand.id > (decided?.id ?? 0) ? byHand : decided;
}

/** The newest that the run made itself, in the way it now has of choosing: an agent's choice is none for a vote. */
export function decidedChoice(
  selections: readonly Selection[],
  selectBy: Config['selectBy'],
): Selection | undefined {
  return selections.findLast(
    ({ workItemId, kind }) => workItemId !== null && (selectBy === 'agent' || kind === 'vote'),
  );
}
