import type { FilePart } from '../domain/message.ts';
import type { Agent, AgentState, Move, Observation } from '../domain/trajectory.ts';
import { selectingFeedback, selectingMessages } from './prompts/selecting.ts';
import { elementText, readReply, scriptText, withoutThinking } from './read-reply.ts';
import { resultsOf } from './results.ts';
import type { ScriptSetting } from './script-setting.ts';
import { slip } from './slip.ts';

export interface ShortlistedCandidate {
  readonly id: number;
  readonly patch: string;
  readonly votes: number;
}

export interface SelectingInput extends ScriptSetting {
  readonly issueText: string;
  readonly repository: string;
  /** Base text of the files that the candidates touch. */
  readonly files: readonly FilePart[];
  /** Best voted first; the model knows them as 1, 2, ... in this order. */
  readonly candidates: readonly ShortlistedCandidate[];
  readonly exampleTest: string | null;
}

export interface SelectingResult {
  /** Id of the chosen candidate. */
  readonly choice: number | null;
  readonly reason: string | null;
  /** Scripts that the agent wrote, in order. */
  readonly tests: readonly string[];
  /** Why there is no choice of the model's own (so far); null once it has chosen. */
  readonly fallback: string | null;
}

export interface SelectingState extends AgentState<SelectingResult> {
  readonly input: SelectingInput;
}

/**
 * Writes tests that tell the candidates apart, sees them run on base and all, chooses (paper, section 4.3). With no
 * candidate, or a single one, there is nothing to ask: it finishes at once.
 */
export const selectingAgent: Agent<SelectingInput, SelectingState> = {
  start(input) {
    const [first, second] = input.candidates;
    if (!first || !second) {
      const why = first ? 'there was a single candidate' : 'there was no candidate';
      const result = { choice: first?.id ?? null, reason: null, tests: [], fallback: why };
      return { state: { input, result, slips: 0 }, action: { kind: 'finish' } };
    }
    const result = {
      choice: null,
      reason: null,
      tests: [],
      fallback: 'the model wrote no test and made no choice',
    };
    return {
      state: { input, result, slips: 0 },
      action: { kind: 'ask', messages: selectingMessages(input) },
    };
  },
  next(state, observation) {
    return observation.kind === 'reply' ? afterReply(state, observation) : afterRun(state, observation);
  },
};

function afterReply(
  state: SelectingState,
  { reply }: Extract<Observation, { kind: 'reply' }>,
): Move<SelectingState> {
  const { candidates } = state.input;
  const tested = state.result.tests.length > 0;
  const read = readReply(reply, tested ? ['test', 'choice'] : ['test']);
  if (!read.ok) return refused(state, read.problem);
  if (read.tag === 'test') return run(state, scriptText(read.body));
  const chosen = candidates[numberIn(read.body) - 1];
  if (!chosen) {
    const given = read.body.trim();
    return refused(state, `<choice> must be a number from 1 to ${candidates.length}; it is "${given}".`);
  }
  const reason = elementText(withoutThinking(reply.text), 'reason');
  const result = { ...state.result, choice: chosen.id, reason, fallback: null };
  return { state: { ...state, result }, action: { kind: 'finish' } };
}

function refused(state: SelectingState, problem: string): Move<SelectingState> {
  const result = { ...state.result, fallback: `the model's last reply could not be used: ${problem}` };
  return slip({ ...state, result }, problem);
}

function run(state: SelectingState, testScript: string): Move<SelectingState> {
  const tests = [...state.result.tests, testScript];
  const cells = [null, ...state.input.candidates.map(({ patch }) => patch)];
  return {
    state: {
      ...state,
      result: { ...state.result, tests, fallback: 'the model wrote tests but made no choice' },
    },
    action: {
      kind: 'execute',
      cells: cells.map((patch) => ({ patch, testScript })),
      produced: { testScript },
    },
  };
}

function afterRun(state: SelectingState, observation: Observation): Move<SelectingState> {
  const results = resultsOf(observation, state.input.candidates.length + 1);
  return { state, action: { kind: 'ask', messages: [selectingFeedback(results, state.input)] } };
}

/** NaN where the body is no whole number; "Candidate 2" and "#2" are as clear as "2". */
function numberIn(body: string): number {
  const digits = /^\s*(?:candidate\s*)?#?(\d{1,6})\.?\s*$/i.exec(body)?.[1];
  return digits === undefined ? Number.NaN : Number(digits);
}
