import { ProviderError } from '../agents/models/provider-error.ts';
import { packStep } from '../db/pack-step.ts';
import { isBatched } from '../domain/batch.ts';
import { BudgetError } from '../domain/errors.ts';
import type { Issue } from '../domain/issue.ts';
import type { Reply, Role, SharedPrefix } from '../domain/model.ts';
import { patchIdentity } from '../domain/patch.ts';
import { costOfReply } from '../domain/price.ts';
import type { TrajectoryRow, WorkItem } from '../domain/records.ts';
import type { Agent, AgentState, Ending, Step } from '../domain/trajectory.ts';
import { runAgentCells } from './agent-cells.ts';
import { cacheBreakpoints } from './conversation.ts';
import { type Deps, StoppedError } from './deps.ts';
import { ChangedError, interpret, type Turn } from './interpret.ts';
import { sharedPrefix } from './shared-prefix.ts';
import { hashOf } from './step-hash.ts';
import { contextLimit, timeLimit, turnLimit } from './stops.ts';
import { type StoredTogether, storedTogether } from './stored-together.ts';

export interface Play<Input, State extends AgentState<unknown>> {
  readonly issue: Issue;
  readonly item: WorkItem;
  readonly role: Role;
  readonly sample: number;
  readonly agent: Agent<Input, State>;
  readonly input: Input;
  /** All samples ask the same one question, so that all of it is worth caching. */
  readonly alike?: boolean;
  /** Folds what is recorded and makes no further call. */
  readonly frozen?: boolean;
}

export interface Played<State> {
  readonly state: State;
  readonly ending: Ending;
  readonly trajectory: TrajectoryRow;
}

/**
 * Plays one trajectory to its end and stores each step as it is made. Steps that an earlier process stored are
 * folded and not bought again; where they are not what the agent would do now, throws a ChangedError.
 */
export async function play<Input, State extends AgentState<unknown>>(
  playing: Play<Input, State>,
  deps: Deps,
): Promise<Played<State>> {
  const { issue, item, role, sample, agent, input } = playing;
  const { store, config, now } = deps;
  const settings = config[role === 'judge' ? 'selecting' : role];
  const { name, price, ...chosen } = deps.modelOf(role, sample);
  const thinking = settings.thinking ?? chosen.thinking;
  const sampling = [role, settings.temperature, settings.maxOutputTokens];
  const seed = hashOf(thinking === undefined ? sampling : [...sampling, thinking]);
  const trajectory = store.openTrajectory(item, role, sample, name, seed);
  const recorded = store.steps(trajectory.id);
  if (recorded.length > 0) refuseChange(deps, trajectory, { seed, model: name });

  let prefix: SharedPrefix | undefined;
  let costUsd = recorded.reduce((sum, step) => sum + costOfStep(step), 0);
  let reopened = trajectory.ending === null;
  const together = storedTogether(store);
  const { state, ending } = await interpret({
    agent,
    input,
    seed,
    recorded,
    now,
    stops: [
      () => (playing.frozen ? (trajectory.ending ?? 'turn-limit') : null),
      turnLimit(settings.turns),
      contextLimit(config.contextLimitTokens),
      timeLimit(config.running.trajectoryMs),
    ],
    world: {
      ask: (turn) => {
        // Of a long text; it does not change while the trajectory lasts.
        prefix ??= sharedPrefix(turn.conversation, playing.alike ?? false);
        return ask(playing, trajectory, { ...turn, prefix, settleWith: together.later }, deps);
      },
      execute: (cells) => runAgentCells({ issue, item, storeWith: together.later }, cells, deps),
      record: async (step) => {
        costUsd += costOfStep(step);
        const packed = await packStep(step, patchIdentity);
        together.store(() => {
          if (!reopened) store.reopenTrajectory(trajectory.id);
          store.appendStep(trajectory.id, packed);
        });
        reopened = true;
        deps.emit({ kind: 'step', instanceId: issue.instanceId, role, sample, turn: step.turn });
      },
      costUsd: () => costUsd,
    },
    // Of a step that is not to be stored: its call is settled and its cell has run all the same.
  }).finally(() => together.store());
  if (reopened || ending !== trajectory.ending) store.endTrajectory(trajectory.id, ending, state.slips);
  deps.emit({ kind: 'ended', instanceId: issue.instanceId, role, sample, ending });
  return { state, ending, trajectory };

  function costOfStep({ observation }: Step): number {
    return observation.kind === 'reply' ? (costOfReply(observation.reply, price) ?? 0) : 0;
  }
}

interface Asking {
  readonly prefix: SharedPrefix | undefined;
  readonly settleWith: StoredTogether['later'];
}

async function ask(
  { issue, role, sample, alike }: Pick<Play<never, never>, 'issue' | 'role' | 'sample' | 'alike'>,
  trajectory: TrajectoryRow,
  { conversation, turn, hash, counted, prefix, settleWith }: Turn & Asking,
  deps: Deps,
): Promise<Reply | Ending> {
  const { config, run } = deps;
  const settings = config[role === 'judge' ? 'selecting' : role];
  const { name, asks, model, ...chosen } = deps.modelOf(role, sample);
  const thinking = settings.thinking ?? chosen.thinking;
  const { instanceId } = issue;
  const callId = [run.name, instanceId, role, sample, trajectory.attempt, turn].join('/');
  const cached = config.cacheTtl !== 'off';
  const breakpoints = alike
    ? [conversation.length - 1]
    : cacheBreakpoints(conversation, turn >= settings.turns);
  try {
    if (deps.stopping.aborted) throw new StoppedError('the run is being stopped');
    return await model.ask(
      {
        key: { instanceId, role, sample, turn },
        model: asks,
        messages: conversation,
        temperature: settings.temperature,
        maxOutputTokens: settings.maxOutputTokens,
        ...(thinking !== undefined && { thinking }),
        cacheAfter: cached ? breakpoints : [],
        cacheTtl: config.cacheTtl,
        ...(cached && prefix && { prefix }),
        ...(counted && { counted }),
        callId,
        hash,
        settleWith,
        ...(isBatched(config, role, turn) && { batch: true }),
      },
      deps.signal,
    );
  } catch (error) {
    if (error instanceof BudgetError) return 'cost-limit';
    if (!(error instanceof ProviderError) || error.scope !== 'context') throw error;
    deps.emit({ kind: 'too-long', instanceId, model: name, message: error.message });
    return 'context-limit';
  }
}

/** A recorded trajectory goes on only with the model and the settings that it began with. */
function refuseChange(
  { onChange }: Deps,
  old: { seed: string; model: string },
  now: { seed: string; model: string },
): void {
  if (old.model !== now.model) throw new ChangedError(`model ${now.model} in place of ${old.model}`);
  if (old.seed !== now.seed) throw new ChangedError('sampling settings differ from the recorded ones');
  if (onChange === 'restart-open') throw new ChangedError('open trajectories are to start anew');
}
