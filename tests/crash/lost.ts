import type { Row, Tables } from './stored-rows.ts';

interface LifeCycle {
  readonly columns: readonly string[];
  /** Whether the row of a copy may still change in these columns. */
  readonly mayChange: (row: Row, copy: Tables) => boolean;
}

/** Everything in the store that is not written once and for all. */
const LIFE_CYCLES: Readonly<Record<string, LifeCycle>> = {
  // The lease goes from process to process.
  runs: { columns: ['owner_boot_id', 'owner_pid', 'heartbeat_at'], mayChange: () => true },
  // Open or errored work is taken up again; done is done.
  work_items: { columns: ['status', 'error', 'closed_at'], mayChange: ({ status }) => status !== 'done' },
  trajectories: { columns: ['ending', 'slips', 'closed_at'], mayChange: ({ ending }) => ending === null },
  // Which patch and which test of a trajectory are its last is known at its end.
  candidate_sources: { columns: ['final'], mayChange: trajectoryIsOpen },
  test_sources: { columns: ['final'], mayChange: trajectoryIsOpen },
  // A reservation is settled once.
  ledger: {
    columns: [
      'status',
      'cost_usd',
      'input_tokens',
      'output_tokens',
      'cache_read_tokens',
      'cache_write_tokens',
      'error',
      'closed_at',
    ],
    mayChange: ({ status }) => status === 'reserved',
  },
};

/** Rows of a copy that are absent at the end, or changed where they may not, each as a line of text. */
export function lostRows(copy: Tables, end: Tables): string[] {
  return [...copy].flatMap(([table, rows]) =>
    [...rows].flatMap(([id, row]) => {
      const after = end.get(table)?.get(id);
      if (!after) return [`${table} ${id} is absent`];
      const { columns, mayChange } = LIFE_CYCLES[table] ?? { columns: [], mayChange: () => false };
      const free = mayChange(row, copy) ? columns : [];
      return Object.keys(row)
        .filter((column) => !free.includes(column) && !isSame(row[column], after[column]))
        .map((column) => `${table} ${id}: ${column} was ${row[column]} and is ${after[column]}`);
    }),
  );
}

function trajectoryIsOpen({ trajectory_id: id }: Row, copy: Tables): boolean {
  return copy.get('trajectories')?.get(id)?.ending === null;
}

function isSame(one: unknown, other: unknown): boolean {
  if (Buffer.isBuffer(one) && Buffer.isBuffer(other)) return one.equals(other);
  return one === other;
}
