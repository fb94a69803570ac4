import type { ModelRequest } from '../../domain/model.ts';
import { expectedLoad, gatedPrefix, type KeyLane, readableUntilMs } from './key-lane.ts';
import type { Load } from './rate-limits.ts';

/** A call's turn: what it is expected to take, and whether it is the one that writes its prefix. */
export interface Turn {
  readonly load: Load;
  /** What its key had given by then, this call included. */
  readonly taken: Load;
  readonly warms: boolean;
}

/** A call that waits for its turn. */
export interface Waiting {
  readonly request: ModelRequest;
  readonly lane: KeyLane;
  readonly sinceMs: number;
  /** The order within its group: when what it would read runs out, or would have, had it been written as it came. */
  readonly dueMs: number;
  send(turn: Turn): void;
  refuse(reason: unknown): void;
}

/** Calls of one issue that would read the same prefix under the same key. */
interface Group {
  readonly lane: KeyLane;
  readonly issue: Issue;
  readonly prefix: string | null;
  readonly calls: Waiting[];
}

interface Issue {
  /** Issues that came first are older. */
  readonly place: number;
  /** Number of the last turn that it got. */
  served: number;
}

interface Rank {
  /** Infinite where there is time. */
  readonly urgentUntil: number;
  readonly cold: 0 | 1;
  readonly issue: Issue;
}

export type Choice =
  | { readonly call: Waiting; readonly load: Load }
  /** Nothing may be sent now; null: not before something else happens. */
  | { readonly call: null; readonly againInMs: number | null };

/** A cache entry with less than this share of its time left goes first of all. */
const NEARLY_GONE = 0.2;

/**
 * The calls that wait, and which of them is next:
 *
 * 1. one whose cache is nearly gone (or that has waited about as long as a cache lives), the nearest first;
 * 2. one that would read a warm cache before one that would not;
 * 3. of the issue whose last turn is longest ago, so that issues take turns; the older one where none had any.
 *
 * A call whose prefix is being written waits for that, and nothing else does. The next call of a key that has to wait
 * for its limits is not overtaken by smaller ones under that key: it would wait for ever. Choosing costs a look at each
 * group, and there are few: issues that are open at once.
 */
export class WaitingLine {
  readonly #ttlMs: number;
  readonly #groups = new Map<string, Group>();
  readonly #issues = new Map<string, Issue>();
  readonly #laneNames = new Map<KeyLane, number>();
  #turns = 0;

  constructor(ttlMs: number) {
    this.#ttlMs = ttlMs;
  }

  add(call: Waiting): void {
    const { request, lane } = call;
    const prefix = gatedPrefix(request);
    const name = this.#groupName(request, lane, prefix);
    let group = this.#groups.get(name);
    if (!group) {
      group = { lane, issue: this.#issue(request.key.instanceId), prefix, calls: [] };
      this.#groups.set(name, group);
    }
    insert(group.calls, call);
  }

  remove(call: Waiting): void {
    const { request, lane } = call;
    const name = this.#groupName(request, lane, gatedPrefix(request));
    const group = this.#groups.get(name);
    const at = group?.calls.indexOf(call) ?? -1;
    if (!group || at === -1) return;
    group.calls.splice(at, 1);
    if (group.calls.length === 0) this.#groups.delete(name);
  }

  /** All that wait, of one key where one is named; they are no longer in the line. */
  clear(lane?: KeyLane): Waiting[] {
    const gone: Waiting[] = [];
    for (const [name, group] of this.#groups) {
      if (lane && group.lane !== lane) continue;
      gone.push(...group.calls);
      this.#groups.delete(name);
    }
    return gone;
  }

  /** Takes the next call out of the line. */
  next(nowMs: number): Choice {
    let againInMs: number | null = null;
    const blocked = new Set<KeyLane>();
    for (;;) {
      const group = this.#foremost(nowMs, blocked);
      const call = group?.calls[0];
      if (!group || !call) return { call: null, againInMs };
      const load = expectedLoad(call.request, call.lane, nowMs);
      const waitMs = call.lane.limits.waitMs(load, nowMs);
      if (waitMs === 0) {
        this.remove(call);
        group.issue.served = ++this.#turns;
        return { call, load };
      }
      againInMs = Math.min(againInMs ?? waitMs, waitMs);
      blocked.add(call.lane);
    }
  }

  #foremost(nowMs: number, blocked: ReadonlySet<KeyLane>): Group | null {
    let best: Group | null = null;
    let bestRank: Rank | null = null;
    for (const group of this.#groups.values()) {
      const { lane, prefix } = group;
      if (blocked.has(lane) || (prefix !== null && lane.prefixes.isWarming(prefix))) continue;
      const rank = this.#rank(group, nowMs);
      if (bestRank !== null && !isBefore(rank, bestRank)) continue;
      best = group;
      bestRank = rank;
    }
    return best;
  }

  #rank({ calls, issue, lane }: Group, nowMs: number): Rank {
    const [first] = calls;
    if (!first) throw new TypeError('a group without calls is no group');
    const readableUntil = readableUntilMs(first.request, lane, nowMs);
    const due = readableUntil ?? first.sinceMs + this.#ttlMs;
    const isUrgent = due - nowMs < NEARLY_GONE * this.#ttlMs;
    return {
      urgentUntil: isUrgent ? due : Number.POSITIVE_INFINITY,
      cold: readableUntil === null ? 1 : 0,
      issue,
    };
  }

  #issue(instanceId: string): Issue {
    const known = this.#issues.get(instanceId);
    if (known) return known;
    const issue = { place: this.#issues.size, served: 0 };
    this.#issues.set(instanceId, issue);
    return issue;
  }

  #groupName({ key }: ModelRequest, lane: KeyLane, prefix: string | null): string {
    const number = this.#laneNames.get(lane) ?? this.#laneNames.size;
    this.#laneNames.set(lane, number);
    return `${number} ${prefix ?? '-'} ${key.instanceId}`;
  }
}

function isBefore(one: Rank, other: Rank): boolean {
  if (one.urgentUntil !== other.urgentUntil) return one.urgentUntil < other.urgentUntil;
  if (one.cold !== other.cold) return one.cold < other.cold;
  if (one.issue.served !== other.issue.served) return one.issue.served < other.issue.served;
  return one.issue.place < other.issue.place;
}

/** Keeps the calls by `dueMs`; those that come later stand behind their equals. */
function insert(calls: Waiting[], call: Waiting): void {
  let low = 0;
  let high = calls.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((calls[middle]?.dueMs ?? 0) <= call.dueMs) low = middle + 1;
    else high = middle;
  }
  calls.splice(low, 0, call);
}
