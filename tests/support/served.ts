import { onTestFinished } from 'vitest';
import type { AnswerInput } from '../fake-server/answer.ts';
import { type FakeServer, startFakeServer } from '../fake-server/start.ts';
import type { Replies } from './write-tape.ts';

/**
 * A fake server that gives the replies of a tape over the wire and ends with the test, or whenever `atEnd` calls back. The first reply of each testing
 * agent is `delayMs` late.
 */
export async function served(
  replies: Replies,
  delayMs = 0,
  atEnd: (stop: () => Promise<void>) => void = onTestFinished,
): Promise<FakeServer> {
  const rules = Object.entries(replies).map(([name, reply]) => {
    const [role, sample, turn] = name.split('/');
    const answer: AnswerInput = typeof reply === 'string' ? { text: reply } : reply;
    return {
      when: { role, sample: Number(sample), turn: Number(turn) },
      answer: { ...answer, delayMs: role === 'testing' && turn === '1' ? delayMs : 0 },
    };
  });
  const server = await startFakeServer({ rules });
  atEnd(() => server.stop());
  return server;
}
