import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { Reply } from '../../domain/model.ts';
import { ROLES } from '../../domain/model.ts';
import type { TapeEntry, TapeHeader } from '../../domain/tape.ts';

/** Replies by `role/sample/turn`; one that was cut off at its length limit is an object. */
export type Replies = Readonly<Record<string, string | Pick<Reply, 'text' | 'stop'>>>;

/**
 * Writes a tape by hand, for tests only. No request was ever made for it, so its hashes are none: a replay warns of
 * every entry that it asks something else.
 */
export function writeTape(path: string, instanceId: string, replies: Replies): string {
  const header: TapeHeader = { tape: 1, recordedAt: '2026-01-01T00:00:00Z', of: 'replies written by hand' };
  const entries = Object.entries(replies).map(([name, reply]): TapeEntry => {
    const { text, stop } = typeof reply === 'string' ? ({ text: reply, stop: 'end' } as const) : reply;
    const usage = { inputTokens: 1_000, outputTokens: text.length, cacheReadTokens: 0, cacheWriteTokens: 0 };
    return {
      key: keyOf(instanceId, name),
      hash: 'by hand',
      model: 'hand',
      reply: { text, usage, stop, model: 'hand' },
    };
  });
  writeFileSync(path, [header, ...entries].map((line) => `${JSON.stringify(line)}\n`).join(''));
  return `tape:${path}`;
}

function keyOf(instanceId: string, name: string): TapeEntry['key'] {
  const [role, sample, turn] = name.split('/');
  return { instanceId, role: z.enum(ROLES).parse(role), sample: Number(sample), turn: Number(turn) };
}
