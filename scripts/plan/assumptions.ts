import type { Config } from '../../domain/config.ts';

/** What a plan rests on where no pilot was measured. Each is printed with the plan. */

/** Median of the development releases: source files, and tokens of a context. */
export const CONTEXT_TOKENS = 75_000;
export const SOURCE_FILES = 834;
export const SOURCE_TOKENS = 1_200_000;
/** Tokens of a file among the first 80 of the lexical score, which hold 28 % of all, and of its outline. */
export const PREFILTERED_FILE_TOKENS = 4_200;
export const OUTLINE_TOKENS = 600;
export const TREE_TOKENS = 6_000;

/** Of an editing prompt, what an issue's trajectories do not share: the seeding test and its results. */
export const OWN_TOKENS = 1_000;
export const OUTPUT_TOKENS = 700;
export const FEEDBACK_TOKENS = 1_500;
/** Instructions around an issue's text. */
export const INSTRUCTION_TOKENS = 1_000;

export const RELEVANCE_OUTPUT_TOKENS = 150;
/** Of an answer that lists files. */
export const LIST_OUTPUT_TOKENS = 400;
/** Share of the outlines that are found promising. */
export const PROMISING_SHARE = 0.3;
/** With these the rankings and the selection cost what the paper's did. */
export const RANKING_TOKENS = { input: 2_400, output: 400 } as const;
export const SELECTION = { promptTokens: 50_000, turns: 3 } as const;

export const SECONDS_PER_CALL = 15;

/**
 * Share of the paper's trajectories that still run at each call: the growth of its cost from one limit of turns to the
 * next (maths.md, 4.1), over what that call costs there (4.2). The first edit is never the last call.
 */
const PAPER_RUNNING = [1, 1, 0.807, 0.65, 0.544, 0.478, 0.43, 0.39];

/** From the ninth call on, as many stop at each as at the eighth. */
export function paperRunning(turns: number): number[] {
  const running = PAPER_RUNNING.slice(0, turns);
  while (running.length < turns) running.push(((running.at(-1) ?? 1) * 0.39) / 0.43);
  return running;
}

export interface Assuming {
  readonly mode: Config['context']['mode'];
  readonly turnsSource: string;
  /** Whether any repository was read, whose sizes then stand for the medians. */
  readonly isRead: boolean;
}

export function assumptionLines({ mode, turnsSource, isRead }: Assuming): string[] {
  const context =
    mode === 'given'
      ? 'context: the given files'
      : `context: ${CONTEXT_TOKENS} tokens${isRead ? ', or as many as relevance can find' : ''}`;
  const medians = `relevance: ${SOURCE_FILES} files of ${SOURCE_TOKENS} tokens (medians of the development releases; no repository was read)`;
  return [
    ...(isRead ? [context] : [`${context}, ${medians}`]),
    ...(mode === 'outlines' ? [`outlines: ${100 * PROMISING_SHARE} % of them are found promising`] : []),
    `each call: ${OUTPUT_TOKENS} tokens of output, ${FEEDBACK_TOKENS} of feedback; the cache lives from call to call`,
    `relevance: ${RELEVANCE_OUTPUT_TOKENS} tokens of output (a list of files ${LIST_OUTPUT_TOKENS}); ranking: ${RANKING_TOKENS.input} in, ${RANKING_TOKENS.output} out; selection: ${SELECTION.promptTokens} tokens, ${SELECTION.turns} calls`,
    `turns used: ${turnsSource}`,
    ...(isRead ? ['p95: all trajectories of an issue stop at the same call, early or late as those'] : []),
  ];
}
