import type { Message } from '../../../domain/message.ts';
import { textMessage } from '../../../domain/message.ts';
import type { Price } from '../../../domain/price.ts';
import type { Agent } from '../../../domain/trajectory.ts';

/** The vector of the method (paper's machine, section on caching): tokens of each piece of a trajectory. */
export const WORKLOAD = {
  promptTokens: 75_000,
  sharedTokens: 74_000,
  outputTokens: 700,
  executionTokens: 1_500,
  calls: 8,
} as const;

export const PRICE: Price = { input: 3, cacheWrite: 3.75, cacheRead: 0.3, output: 15 };

/** The server's rule of counting. */
const CHARACTERS_PER_TOKEN = 4;

/** Text of exactly so many tokens that begins with words of its own. */
export function textOf(tokens: number, words: string): string {
  return words.padEnd(tokens * CHARACTERS_PER_TOKEN, ' abcdefg');
}

interface State {
  readonly result: null;
  readonly slips: 0;
  readonly turn: number;
}

/** Asks eight times: files that all samples share and a task of its own, then one execution's output after another. */
export const workloadAgent: Agent<{ readonly files: string; readonly sample: number }, State> = {
  start({ files, sample }) {
    const task = textOf(WORKLOAD.promptTokens - WORKLOAD.sharedTokens, `The task of sample ${sample}.`);
    return asking(1, [textMessage('system', files), textMessage('user', task)]);
  },
  next({ turn }) {
    if (turn === WORKLOAD.calls) return { state: stateAt(turn), action: { kind: 'finish' } };
    const output = textOf(WORKLOAD.executionTokens, `Output after turn ${turn}.`);
    return asking(turn + 1, [textMessage('user', output)]);
  },
};

function asking(turn: number, messages: readonly Message[]) {
  return { state: stateAt(turn), action: { kind: 'ask', messages } } as const;
}

function stateAt(turn: number): State {
  return { result: null, slips: 0, turn };
}

/**
 * USD by the method's formula: the first call writes the prompt, or reads what is shared and writes the rest; later
 * ones read what the call before them had and write what is new; the last permitted one writes nothing.
 */
export function costByMethod(samples: number, caching: boolean): number {
  const { promptTokens: P, sharedTokens, outputTokens: O, executionTokens: E, calls } = WORKLOAD;
  const { input: u, cacheWrite: w, cacheRead: r, output: o } = PRICE;
  let usdPerMillion = 0;
  for (let sample = 0; sample < samples; sample++) {
    for (let call = 1; call <= calls; call++) {
      const length = P + (call - 1) * (O + E);
      const read = call > 1 ? length - O - E : sample === 0 ? 0 : sharedTokens;
      const fresh = (length - read) * (call === calls ? u : w);
      usdPerMillion += (caching ? r * read + fresh : u * length) + o * O;
    }
  }
  return usdPerMillion / 1e6;
}
