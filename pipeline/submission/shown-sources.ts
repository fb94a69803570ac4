import type { Source } from '../../domain/records.ts';
import type { SelectionRecord } from './selection-schema.ts';

type ShownSource = SelectionRecord['candidates'][number]['sources'][number];

/** Sources under the names that the record's form has for them. */
export function shownSources(sources: readonly Source[]): ShownSource[] {
  return sources.map(({ origin, sample, turn, final, details }) => ({
    origin,
    sample,
    turn,
    final,
    imported: details
      ? {
          agent: details.agent,
          model: details.model,
          turns: details.turns,
          cost_usd: details.costUsd,
          exit_status: details.exitStatus,
          file_sha256: details.fileSha256,
        }
      : null,
  }));
}
