import type { Database } from 'better-sqlite3';
import type { Stage } from '../../domain/records.ts';
import type { Sight } from './events.ts';
import { openOutside } from './stored-rows.ts';

interface WatchedRow {
  readonly id: number;
  readonly instanceId: string;
  /** What may change in the row. */
  readonly state: string;
}

/** Rows that only come: those after the last id are new. */
const GROWING: Readonly<Record<string, string>> = {
  contexts: 'select id, instance_id as instanceId from contexts where id > ?',
  steps: `select steps.id, instance_id as instanceId
          from steps join trajectories on trajectories.id = trajectory_id where steps.id > ?`,
  candidates: 'select id, instance_id as instanceId from candidates where id > ?',
  test_scripts: 'select id, instance_id as instanceId from test_scripts where id > ?',
  executions: 'select id, instance_id as instanceId from executions where id > ?',
  selections: 'select id, instance_id as instanceId from selections where id > ?',
  grades: 'select id, instance_id as instanceId from grades where id > ?',
};

/** Rows that come, and change once or twice in their life. */
const CHANGING: Readonly<Record<string, string>> = {
  work_items: 'select id, instance_id as instanceId, status as state from work_items',
  trajectories: "select id, instance_id as instanceId, coalesce(ending, 'open') as state from trajectories",
  ledger: 'select id, instance_id as instanceId, status as state from ledger',
};

export interface StoreSights {
  /** Rows that were committed since the last look, whoever wrote them. */
  fresh(): Sight[];
  /** Stage of the instance's open work items as of the last look; null between two stages. */
  openStage(instanceId: string): Stage | null;
  close(): void;
}

/** Watches a store from outside, from the moment at which it is made. What is there at the first look is old. */
export function watchStore(file: string): StoreSights {
  let client: Database | null = openOutside(file);
  let version: unknown = null;
  const states = new Map<string, string>();
  const lastIds = new Map<string, number>();
  const stages = new Map<string, Stage>();
  // A store that is there already has rows of earlier processes.
  if (client) look(client);
  return {
    fresh() {
      client ??= openOutside(file);
      if (!client) return [];
      const now: unknown = client.pragma('data_version', { simple: true });
      if (now === version) return [];
      version = now;
      return look(client);
    },
    openStage: (instanceId) => stages.get(instanceId) ?? null,
    close: () => client?.close(),
  };

  function look(database: Database): Sight[] {
    return database.transaction(() => {
      stages.clear();
      const open = "select instance_id as instanceId, stage from work_items where status = 'open'";
      for (const { instanceId, stage } of database
        .prepare<[], { instanceId: string; stage: Stage }>(open)
        .all()) {
        stages.set(instanceId, stage);
      }
      return [...grown(database), ...changed(database)];
    })();
  }

  function grown(database: Database): Sight[] {
    return Object.entries(GROWING).flatMap(([table, sql]) => {
      const rows = database.prepare<[number], WatchedRow>(sql).all(lastIds.get(table) ?? 0);
      lastIds.set(
        table,
        rows.reduce((last, { id }) => Math.max(last, id), lastIds.get(table) ?? 0),
      );
      return rows.map(({ id, instanceId }) => rowSight(instanceId, `${table} ${id}`));
    });
  }

  function changed(database: Database): Sight[] {
    return Object.entries(CHANGING).flatMap(([table, sql]) =>
      database
        .prepare<[], WatchedRow>(sql)
        .all()
        .flatMap(({ id, instanceId, state }) => {
          const key = `${table} ${id}`;
          if (states.get(key) === state) return [];
          states.set(key, state);
          return [rowSight(instanceId, `${key} (${state})`)];
        }),
    );
  }
}

function rowSight(instanceId: string, what: string): Sight {
  return { kind: 'row', instanceId, what };
}
