import type { CostLine } from '../../../domain/ledger.ts';
import type { Role } from '../../../domain/model.ts';
import type { GradeCounts } from '../grade-counts.ts';
import { type Money, moneyOf } from './money.ts';
import { PAPER_STAGES } from './paper.ts';
import {
  batchingSavedUsd,
  type ClassCosts,
  cachingSavedUsd,
  classCosts,
  type Prices,
} from './token-classes.ts';

export type PaperStage = keyof typeof PAPER_STAGES;

const STAGE_OF_ROLE: Readonly<Partial<Record<Role, PaperStage>>> = {
  relevance: 'relevance',
  ranking: 'ranking',
  testing: 'tests',
  editing: 'edits',
  selecting: 'selection',
};

export interface NamedMoney extends Money {
  readonly name: string;
}

/** Documented in docs/reports.md. USD are exact here; only what people read is rounded. */
export interface CostReport {
  readonly run: string;
  readonly issues: number;
  readonly grades: GradeCounts;
  readonly total: Money;
  /** Calls in flight, or left open by a kill, and the most that they may cost; in no other figure. */
  readonly open: { readonly calls: number; readonly usd: number | null; readonly unknownCalls: number };
  /** Null where no call came to an end, nothing resolved or a price is unknown. */
  readonly perIssueUsd: number | null;
  readonly perResolvedUsd: number | null;
  readonly stages: readonly NamedMoney[];
  readonly models: readonly NamedMoney[];
  readonly byIssue: readonly NamedMoney[];
  /** Of the calls whose price is known. */
  readonly classes: ClassCosts;
  /** Null where a price is unknown. */
  readonly saved: { readonly cachingUsd: number | null; readonly batchingUsd: number | null };
}

export interface CostInput {
  readonly run: string;
  readonly issues: readonly string[];
  readonly lines: readonly CostLine[];
  readonly grades: GradeCounts;
  readonly prices: Prices;
}

/** Cuts a run's ledger along each side that a reader may ask for. */
export function costReport({ run, issues, lines, grades, prices }: CostInput): CostReport {
  const closed = lines.filter(({ isOpen }) => !isOpen);
  const open = moneyOf(lines.filter(({ isOpen }) => isOpen));
  const total = moneyOf(closed);
  const wholeUsd = total.unknownCalls > 0 ? null : total.usd;
  const per = (count: number) => (wholeUsd === null || count === 0 ? null : wholeUsd / count);
  const stages = grouped(closed, stageOf);
  return {
    run,
    issues: issues.length,
    grades,
    total,
    open: { calls: open.calls, usd: open.usd, unknownCalls: open.unknownCalls },
    perIssueUsd: per(issues.length),
    perResolvedUsd: per(grades.resolved),
    stages: inPaperOrder(stages),
    models: grouped(closed, ({ model }) => model),
    byIssue: inOrder(
      grouped(closed, ({ instanceId }) => instanceId),
      issues,
    ),
    classes: classCosts(closed, prices),
    saved: {
      cachingUsd: cachingSavedUsd(closed, prices),
      batchingUsd: batchingSavedUsd(closed),
    },
  };
}

function stageOf({ role }: CostLine): string {
  return STAGE_OF_ROLE[role] ?? role;
}

function grouped(lines: readonly CostLine[], nameOf: (line: CostLine) => string): NamedMoney[] {
  const groups = new Map<string, CostLine[]>();
  for (const line of lines) {
    const group = groups.get(nameOf(line));
    if (group) group.push(line);
    else groups.set(nameOf(line), [line]);
  }
  return [...groups].map(([name, group]) => ({ name, ...moneyOf(group) }));
}

function inPaperOrder(stages: readonly NamedMoney[]): NamedMoney[] {
  return inOrder(stages, Object.keys(PAPER_STAGES));
}

/** Those named in `order` in that order, then the others. */
function inOrder(rows: readonly NamedMoney[], order: readonly string[]): NamedMoney[] {
  const place = new Map(order.map((name, index) => [name, index]));
  const placeOf = ({ name }: NamedMoney) => place.get(name) ?? order.length;
  return rows.toSorted((a, b) => placeOf(a) - placeOf(b));
}
