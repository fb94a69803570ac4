import { chargedPrice } from '../../domain/charged-price.ts';
import { isFilePart, type Message } from '../../domain/message.ts';
import { costOfReply, type Price } from '../../domain/price.ts';
import type { TrajectoryRow } from '../../domain/records.ts';
import type { Step } from '../../domain/trajectory.ts';
import type { Usage } from '../../domain/usage.ts';
import type { Recorded } from './answer-evidence.ts';
import { publicModel } from './public-model.ts';

/** One message of a conversation, or one result of a tool, in the order in which they came. */
export interface RecordedMessage {
  readonly role: Message['role'] | 'tool';
  readonly turn: number;
  /** A file of the repository stands as `<file PATH BLOB>`: its text is that of the git blob. */
  readonly content: string;
  /** Of a reply. */
  readonly reply?: {
    readonly model: string;
    readonly stop: string;
    readonly usage: ReturnType<typeof shownUsage>;
    /** Null where the price is unknown. */
    readonly cost_usd: number | null;
  };
  /** Of a tool's result. */
  readonly execution?: {
    /** Null stands for base, the unpatched code. */
    readonly patch: string | null;
    readonly test_script: string;
    readonly outcome: string;
    readonly exit_code: number | null;
    readonly seconds: number;
    readonly reason: string | null;
  };
}

export interface RecordedTrajectory {
  readonly id: number;
  readonly role: string;
  readonly sample: number;
  readonly attempt: number;
  readonly model: string;
  readonly ending: string | null;
  readonly format_slips: number;
  readonly turns: number;
  readonly cost_usd: number | null;
  readonly messages: readonly RecordedMessage[];
}

/** A trajectory, whole: every message and every execution, with tokens and cost of each turn. */
export function trajectoryRecord({ store, run }: Recorded, row: TrajectoryRow): RecordedTrajectory {
  const steps = store.steps(row.id);
  const price = chargedPrice(run.config, row.model);
  const messages = steps.flatMap((step) => recordedStep(step, price));
  const costs = messages.flatMap(({ reply }) => (reply ? [reply.cost_usd] : []));
  const known = costs.filter((cost) => cost !== null);
  return {
    id: row.id,
    role: row.role,
    sample: row.sample,
    attempt: row.attempt,
    model: publicModel(row.model),
    ending: row.ending,
    format_slips: row.slips,
    turns: steps.at(-1)?.turn ?? 0,
    cost_usd: known.length < costs.length ? null : known.reduce((sum, cost) => sum + cost, 0),
    messages,
  };
}

function recordedStep({ turn, action, observation }: Step, price: Price | null): RecordedMessage[] {
  const asked =
    action.kind === 'ask'
      ? action.messages.map((message) => ({ role: message.role, turn, content: messageContent(message) }))
      : [];
  if (observation.kind === 'reply') {
    const { text, usage, stop, model } = observation.reply;
    const reply = { model, stop, usage: shownUsage(usage), cost_usd: costOfReply(observation.reply, price) };
    return [...asked, { role: 'assistant', turn, content: text, reply }];
  }
  const cells = action.kind === 'execute' ? action.cells : [];
  const results = observation.results.map((result, place) => ({
    role: 'tool' as const,
    turn,
    content: result.output,
    execution: {
      patch: cells[place]?.patch ?? null,
      test_script: cells[place]?.testScript ?? '',
      outcome: result.outcome,
      exit_code: result.exitCode,
      seconds: result.seconds,
      reason: result.reason,
    },
  }));
  return [...asked, ...results];
}

function messageContent({ parts }: Message): string {
  return parts.map((part) => (isFilePart(part) ? `<file ${part.path} ${part.blobId}>` : part.text)).join('');
}

function shownUsage({ inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens }: Usage) {
  return {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    cache_read_tokens: cacheReadTokens,
    cache_write_tokens: cacheWriteTokens,
  };
}
