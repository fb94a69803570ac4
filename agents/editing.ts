import { applyEdit } from '../domain/apply-edit.ts';
import type { FilePart } from '../domain/message.ts';
import { parseEdit } from '../domain/parse-edit.ts';
import { makePatch } from '../domain/patch.ts';
import type { Agent, AgentState, Move, Observation, Produced } from '../domain/trajectory.ts';
import { askForTest, editingFeedback, editingMessages } from './prompts/editing.ts';
import { readReply, scriptText, type Tag } from './read-reply.ts';
import { resultsOf } from './results.ts';
import type { ScriptSetting } from './script-setting.ts';
import { slip } from './slip.ts';

export interface EditingInput extends ScriptSetting {
  readonly issueText: string;
  readonly repository: string;
  /** The context; only these files may be changed. */
  readonly files: readonly FilePart[];
  /** All tracked paths, so that a new file never lands on an old one. */
  readonly paths: readonly string[];
  readonly testScript: string | null;
  readonly newFiles: boolean;
}

export interface EditingResult {
  /** Unified diff of the latest edit that applied. */
  readonly patch: string | null;
  readonly testScript: string | null;
  readonly approved: boolean;
}

export interface EditingState extends AgentState<EditingResult> {
  readonly input: EditingInput;
}

/** Edits, sees the test script run on base and on the edited code, revises either (paper, section 4.2). */
export const editingAgent: Agent<EditingInput, EditingState> = {
  start(input) {
    return {
      state: { input, result: { patch: null, testScript: input.testScript, approved: false }, slips: 0 },
      action: { kind: 'ask', messages: editingMessages(input) },
    };
  },
  next(state, observation) {
    return observation.kind === 'reply' ? afterReply(state, observation) : afterRun(state, observation);
  },
};

function afterReply(
  state: EditingState,
  { reply }: Extract<Observation, { kind: 'reply' }>,
): Move<EditingState> {
  const read = readReply(reply, allowedNow(state));
  if (!read.ok) return slip(state, read.problem);
  if (read.tag === 'done') {
    return { state: { ...state, result: { ...state.result, approved: true } }, action: { kind: 'finish' } };
  }
  if (read.tag === 'test') {
    const testScript = scriptText(read.body);
    return tried({ ...state, result: { ...state.result, testScript } }, { testScript });
  }
  const made = patchOf(read.body, state.input);
  if (!made.ok) return slip(state, `The edit does not fit.\n${made.problems.join('\n')}`);
  return tried({ ...state, result: { ...state.result, patch: made.patch } }, { patch: made.patch });
}

function allowedNow({ result }: EditingState): Tag[] {
  if (result.patch === null) return ['edit'];
  return result.testScript === null ? ['test'] : ['done', 'edit', 'test'];
}

/** Without a script nothing can run, but the step is made all the same: it is what stores the turn's patch. */
function tried(state: EditingState, produced: Produced): Move<EditingState> {
  return { state, action: { kind: 'execute', cells: cellsOf(state), produced } };
}

function cellsOf({ result: { patch, testScript } }: EditingState) {
  return testScript === null ? [] : [null, patch].map((code) => ({ patch: code, testScript }));
}

function afterRun(state: EditingState, observation: Observation): Move<EditingState> {
  const [base, patched] = resultsOf(observation, cellsOf(state).length);
  const patch = state.result.patch ?? '';
  const message =
    base && patched ? editingFeedback({ patch, base, patched }, state.input) : askForTest(patch, state.input);
  return { state, action: { kind: 'ask', messages: [message] } };
}

type Made = { ok: true; patch: string } | { ok: false; problems: readonly string[] };

function patchOf(body: string, { files, paths, newFiles, scriptName }: EditingInput): Made {
  const parsed = parseEdit(body);
  if (!parsed.ok) return parsed;
  const applied = applyEdit(parsed.edit, {
    files: new Map(files.map(({ path, text }) => [path, text])),
    paths: new Set([...paths, ...files.map(({ path }) => path)]),
    newFiles,
    reserved: new Set([scriptName]),
  });
  return applied.ok ? { ok: true, patch: makePatch(applied.before, applied.after) } : applied;
}
