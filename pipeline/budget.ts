import { BudgetError } from '../domain/errors.ts';
import type { LedgerPlace } from '../domain/ledger.ts';
import { BUDGET_LEVELS, type BudgetLevel } from '../domain/records.ts';

/** Upper limits in USD of every run, issue, stage of an issue and trajectory; null: none. */
export type SpendingLimits = Readonly<Record<BudgetLevel, number | null>>;

export interface BudgetOptions {
  readonly limits: SpendingLimits;
  /** Settled costs and open reservations of earlier processes; asked once for each place that has a limit. */
  spentBefore(level: BudgetLevel, place: LedgerPlace): number;
}

/** What a run has spent, holds for calls in flight, and may spend. */
export interface Purse {
  readonly spentUsd: number;
  readonly heldUsd: number;
  readonly limitUsd: number | null;
}

/** Money held for one call. */
export interface Hold {
  /** Replaces what was held by what the call cost, and lets waiting calls go on. */
  settle(costUsd: number): void;
}

/** A limit that a call ran into. */
export interface Refusal {
  readonly level: BudgetLevel;
  /** Of a call in the place that the limit is of. */
  readonly place: LedgerPlace;
}

interface Node extends Refusal {
  readonly name: string;
  limitUsd: number | null;
  spentUsd: number;
  heldUsd: number;
  inFlight: number;
}

interface Waiter {
  readonly usd: number;
  readonly path: readonly Node[];
  resolve(hold: Hold): void;
  reject(error: unknown): void;
}

/**
 * Money that a run may spend, as a tree: run, issue, stage, trajectory. A call holds its largest possible cost in all
 * four before it is sent. One that does not fit waits, first come first served in each place, while others are in
 * flight there that may cost less than they hold; it is refused when none is. A call that waits in one place holds up
 * nobody elsewhere.
 */
export class Budget {
  readonly #spentBefore: BudgetOptions['spentBefore'];
  readonly #nodes = new Map<string, Node>();
  #waiters: Waiter[] = [];
  readonly #refusing = new Set<Node>();
  #limits: SpendingLimits;

  constructor({ limits, spentBefore }: BudgetOptions) {
    this.#limits = limits;
    this.#spentBefore = spentBefore;
  }

  /** Calls that hold money. */
  get inFlight(): number {
    return this.#nodes.get('run')?.inFlight ?? 0;
  }

  /** Of the whole run; null before its first call. */
  get purse(): Purse | null {
    const run = this.#nodes.get('run');
    return run ? { spentUsd: run.spentUsd, heldUsd: run.heldUsd, limitUsd: run.limitUsd } : null;
  }

  /** Limits that calls ran into and that were not changed since, each once. */
  get refusals(): Refusal[] {
    return [...this.#refusing].map(({ level, place }) => ({ level, place }));
  }

  /** Resolves once `usd` is held; throws a BudgetError where it can never be, the signal's reason when it is aborted. */
  async hold(place: LedgerPlace, usd: number, signal: AbortSignal): Promise<Hold> {
    signal.throwIfAborted();
    const path = this.#pathOf(place);
    const isBehind = this.#waiters.some((waiter) =>
      waiter.path.some((node) => path.includes(node) && isShort(node, waiter.usd)),
    );
    if (!isBehind && path.every((node) => fits(node, usd))) return this.#take(path, usd);
    const spent = spentPlace(path, usd);
    if (spent) throw this.#refuse(spent, usd);
    return this.#wait({ path, usd }, signal);
  }

  /**
   * Holds again what an earlier process held and left open: it was counted as spent, and from now on is what it comes
   * to. It can be more than any limit, for the provider has the call already.
   */
  adopt(place: LedgerPlace, usd: number): Hold {
    const path = this.#pathOf(place);
    for (const node of path) node.spentUsd -= usd;
    return this.#take(path, usd);
  }

  /** Sets other limits, also while calls wait. */
  limit(limits: SpendingLimits): void {
    this.#limits = limits;
    for (const node of this.#nodes.values()) {
      if (node.limitUsd !== limits[node.level]) this.#refusing.delete(node);
      node.limitUsd = limits[node.level];
    }
    this.#wake();
  }

  #wait({ path, usd }: Pick<Waiter, 'path' | 'usd'>, signal: AbortSignal): Promise<Hold> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiters = this.#waiters.filter((one) => one !== waiter);
        reject(signal.reason);
        this.#wake();
      };
      const waiter: Waiter = {
        path,
        usd,
        resolve: (hold) => {
          signal.removeEventListener('abort', leave);
          resolve(hold);
        },
        reject: (error) => {
          signal.removeEventListener('abort', leave);
          reject(error);
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiters.push(waiter);
    });
  }

  #take(path: readonly Node[], usd: number): Hold {
    for (const node of path) {
      node.heldUsd += usd;
      node.inFlight += 1;
    }
    let isOpen = true;
    return {
      settle: (costUsd) => {
        if (!isOpen) return;
        isOpen = false;
        for (const node of path) {
          // With nothing in flight nothing is held; sums of fractions would say otherwise.
          node.inFlight -= 1;
          node.heldUsd = node.inFlight === 0 ? 0 : node.heldUsd - usd;
          node.spentUsd += costUsd;
        }
        this.#wake();
      },
    };
  }

  /** Lets go, in the order of their coming, who fits and stands behind nobody; refuses whom nothing can help. */
  #wake(): void {
    const short = new Set<Node>();
    const left: Waiter[] = [];
    for (const waiter of this.#waiters) {
      const { path, usd } = waiter;
      const spent = spentPlace(path, usd);
      if (spent) {
        waiter.reject(this.#refuse(spent, usd));
      } else if (path.every((node) => fits(node, usd) && !short.has(node))) {
        waiter.resolve(this.#take(path, usd));
      } else {
        for (const node of path) if (isShort(node, usd)) short.add(node);
        left.push(waiter);
      }
    }
    this.#waiters = left;
  }

  #refuse(node: Node, usd: number): BudgetError {
    this.#refusing.add(node);
    return refusal(node, usd);
  }

  /** Places without a limit are left out, but for the run itself. */
  #pathOf(place: LedgerPlace): Node[] {
    const { instanceId, stage, role, sample } = place;
    const names: Readonly<Record<BudgetLevel, string>> = {
      run: 'run',
      issue: `issue ${instanceId}`,
      stage: `stage ${stage} of ${instanceId}`,
      trajectory: `${role} ${sample} of ${instanceId}`,
    };
    return BUDGET_LEVELS.filter((level) => level === 'run' || this.#limits[level] !== null).map((level) => {
      const name = names[level];
      const known = this.#nodes.get(name);
      if (known) return known;
      const node = {
        level,
        place,
        name,
        limitUsd: this.#limits[level],
        spentUsd: this.#spentBefore(level, place),
        heldUsd: 0,
        inFlight: 0,
      };
      this.#nodes.set(name, node);
      return node;
    });
  }
}

function fits({ limitUsd, spentUsd, heldUsd }: Node, usd: number): boolean {
  return limitUsd === null || spentUsd + heldUsd + usd <= limitUsd;
}

function isShort(node: Node, usd: number): boolean {
  return !fits(node, usd);
}

/** The place in which the call does not fit and nothing is in flight that could make room. */
function spentPlace(path: readonly Node[], usd: number): Node | undefined {
  return path.find((node) => isShort(node, usd) && node.inFlight === 0);
}

const REMEDY: Readonly<Record<BudgetLevel, string>> = {
  run: 'raise --budget to go on',
  issue: 'raise --issue-budget to go on with it',
  stage: 'raise running.stageUsd to go on with it',
  trajectory: 'raise running.trajectoryUsd to go on with it',
};

function refusal({ level, name, limitUsd, spentUsd }: Node, usd: number): BudgetError {
  const left = Math.max(0, (limitUsd ?? 0) - spentUsd).toFixed(4);
  const whose = level === 'run' ? '' : ` for ${name}`;
  return new BudgetError(
    `the next call may cost ${usd.toFixed(4)} USD and ${left} of ${limitUsd} USD are left${whose}; ${REMEDY[level]}`,
    level,
  );
}
