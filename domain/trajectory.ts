import type { CellResult } from './execution.ts';
import type { Message } from './message.ts';
import type { Reply } from './model.ts';

/** How a trajectory ended. Machinery failures are not endings: they make the work item errored. */
export type Ending =
  | 'done'
  | 'turn-limit'
  | 'cost-limit'
  | 'context-limit'
  | 'time-limit'
  | 'not-resumable'
  | 'cancelled';

/** A cell as an agent names it; image, commit and limits are the interpreter's. */
export interface AgentCell {
  readonly patch: string | null;
  readonly testScript: string;
}

/** What a turn brought forth; stored with its turn. */
export interface Produced {
  readonly patch?: string;
  readonly testScript?: string;
}

/** What an agent wants done next. `ask` names only the messages that are new since the last ask. */
export type Action =
  | { readonly kind: 'ask'; readonly messages: readonly Message[] }
  | { readonly kind: 'execute'; readonly cells: readonly AgentCell[]; readonly produced: Produced }
  | { readonly kind: 'finish' };

/** What the world answered to an action. Outputs are normalised, so that a replay gives the same requests. */
export type Observation =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'executed'; readonly results: readonly CellResult[] };

/** `result` is always the best so far, since a limit may end a trajectory at any action. */
export interface AgentState<Result> {
  readonly result: Result;
  /** Format slips answered so far. */
  readonly slips: number;
}

export interface Move<State> {
  readonly state: State;
  readonly action: Action;
}

/** Two pure functions; no agent touches the world. */
export interface Agent<Input, State extends AgentState<unknown>> {
  start(input: Input): Move<State>;
  next(state: State, observation: Observation): Move<State>;
}

/** One performed action. `hash` chains over all steps before it. */
export interface Step {
  readonly index: number;
  /** Model calls made before and in this step. */
  readonly turn: number;
  readonly action: Exclude<Action, { kind: 'finish' }>;
  readonly observation: Observation;
  readonly hash: string;
}
