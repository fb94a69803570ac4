import type { Store } from '../db/store.ts';
import type { Config } from '../domain/config.ts';
import type { Model, Role } from '../domain/model.ts';
import type { Price } from '../domain/price.ts';
import type { Run, Stage } from '../domain/records.ts';
import type { SandboxEngine } from '../domain/sandbox.ts';
import type { Thinking } from '../domain/thinking.ts';
import type { Ending } from '../domain/trajectory.ts';
import type { Purse } from './budget.ts';

/** The model that a role asks, with the name and the price that the ledger knows it by. */
export interface RoleModel {
  /** `provider:name`, or `given=provider:name`. */
  readonly name: string;
  /** What the provider is asked for. */
  readonly asks: string;
  readonly model: Model;
  readonly price: Price | null;
  /** What was said of the model, where nothing is said of the role. */
  readonly thinking?: Thinking | undefined;
}

/** What a run tells those who watch it. */
export type RunEvent =
  | { readonly kind: 'stage'; readonly instanceId: string; readonly stage: Stage; readonly note: string }
  | {
      readonly kind: 'step';
      readonly instanceId: string;
      readonly role: Role;
      readonly sample: number;
      readonly turn: number;
    }
  | {
      readonly kind: 'ended';
      readonly instanceId: string;
      readonly role: Role;
      readonly sample: number;
      readonly ending: Ending;
    }
  /** A provider refused a conversation for its length, which ends the trajectory; `message` says so and what helps. */
  | {
      readonly kind: 'too-long';
      readonly instanceId: string;
      readonly model: string;
      readonly message: string;
    }
  | { readonly kind: 'errored'; readonly instanceId: string; readonly stage: Stage; readonly message: string }
  | { readonly kind: 'stopped'; readonly instanceId: string; readonly message: string }
  /** Nothing more is done for the issue now, whatever it came to. */
  | { readonly kind: 'left'; readonly instanceId: string }
  | { readonly kind: 'changed'; readonly instanceId: string; readonly message: string }
  | { readonly kind: 'money'; readonly instanceId: null; readonly purse: Purse };

export type OnChange = 'keep-finished' | 'restart-open' | 'stop';

/** The store without its grades: what every stage but grading gets. */
export type BlindStore = Omit<Store, 'grades' | 'putGrade'>;

/** Everything that the stages of a run share. */
export interface Deps {
  readonly store: BlindStore;
  readonly run: Run;
  readonly config: Config;
  readonly engine: SandboxEngine;
  /** The same whenever it is asked: a sample keeps its model. */
  modelOf(role: Role, sample: number): RoleModel;
  readonly onChange: OnChange;
  readonly emit: (event: RunEvent) => void;
  /** Ends everything at once. */
  readonly signal: AbortSignal;
  /** Begins nothing new; calls in flight are waited for. */
  readonly stopping: AbortSignal;
  readonly now: () => number;
}

/** What a story that ends in a grade needs; only `grade.ts` and the story itself name it. */
export interface GradingDeps extends Deps {
  readonly store: Store;
}

/** The run is being stopped, or this issue for want of money: what is open stays open, and a later process resumes it. */
export class StoppedError extends Error {
  override readonly name: string = 'StoppedError';
}

/** Nothing of the run can go on, such as with a dead key: said once, and no further issue is begun. */
export class EndedError extends StoppedError {
  override readonly name: string = 'EndedError';
}
