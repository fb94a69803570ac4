import { fileName, uniqueLine } from './subject.ts';

export interface CallName {
  readonly instanceId: string;
  readonly role: string;
  readonly sample: number;
  readonly turn: number;
}

/** The turns at which an editing trajectory writes a test script anew; at the others it edits, at the last it is done. */
const TEST_TURNS = [3, 6];
const LAST_TURN = 8;
export const SAMPLES = 10;
/** One more turn of each sample writes its first test script. */
export const CALLS_PER_ISSUE = SAMPLES * (LAST_TURN + 1);

/**
 * What the model says: an editing trajectory takes eight turns, each but the last with an edit or a test script that
 * no other turn or sample has, so that no cell is known already.
 */
export function replyTo({ role, sample, turn }: CallName): string {
  const thought = `Sample ${sample}, turn ${turn}. ${'The entry is settled in the first pass and again in the second, so the carried amount is counted twice. '.repeat(5)}`;
  if (role === 'testing' || TEST_TURNS.includes(turn)) return `${thought}\n\n${testOf(sample, turn)}`;
  if (turn === LAST_TURN) return `${thought}\n\n<done/>`;
  return `${thought}\n\n${editOf(sample, turn)}`;
}

function testOf(sample: number, turn: number): string {
  const check = `assert settle(${sample}, ${turn}) == expected, "settled twice"\n`;
  return `<test>
import sys

# sample ${sample}, turn ${turn}
${check.repeat(8)}sys.exit(0)
</test>`;
}

function editOf(sample: number, turn: number): string {
  const blocks = [sample, sample + 3].map((file) => {
    const line = uniqueLine(file, turn * 4);
    return `<<<<<<< CHANGE ${fileName(file)}
${line}
=======
            if entry.period != ${sample * 10 + turn}:
    ${line}
>>>>>>>`;
  });
  return `<edit>\n${blocks.join('\n')}\n</edit>`;
}
