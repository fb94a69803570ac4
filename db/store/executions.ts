import { and, asc, eq, sql } from 'drizzle-orm';
import type { Execution } from '../../domain/records.ts';
import type { Handle } from '../handle.ts';
import { executions } from '../schema.ts';
import type { Store } from '../store.ts';
import { BASE_ID, candidateOrBase } from './base-id.ts';
import type { Blobs } from './blobs.ts';

type ExecutionMethods = Pick<Store, 'putExecution' | 'findExecution' | 'executions'>;

/** Cells of the grid. What a cell gave first stands: running it again may differ, and its votes must not. */
export function executionMethods({ db, now, read, write }: Handle, blobs: Blobs): ExecutionMethods {
  const find = db
    .select()
    .from(executions)
    .where(
      and(
        eq(executions.runId, sql.placeholder('runId')),
        eq(executions.instanceId, sql.placeholder('instanceId')),
        eq(executions.testScriptId, sql.placeholder('testScriptId')),
        eq(executions.candidateId, sql.placeholder('candidateId')),
        eq(executions.timeoutMs, sql.placeholder('timeoutMs')),
      ),
    )
    .prepare();
  const ofInstance = db
    .select()
    .from(executions)
    .where(
      and(
        eq(executions.runId, sql.placeholder('runId')),
        eq(executions.instanceId, sql.placeholder('instanceId')),
      ),
    )
    .orderBy(asc(executions.testScriptId), asc(executions.candidateId), asc(executions.timeoutMs))
    .prepare();
  const insert = db
    .insert(executions)
    .values({
      runId: sql.placeholder('runId'),
      instanceId: sql.placeholder('instanceId'),
      testScriptId: sql.placeholder('testScriptId'),
      candidateId: sql.placeholder('candidateId'),
      timeoutMs: sql.placeholder('timeoutMs'),
      outcome: sql.placeholder('outcome'),
      exitCode: sql.placeholder('exitCode'),
      seconds: sql.placeholder('seconds'),
      reason: sql.placeholder('reason'),
      output: sql.placeholder('output'),
      createdAt: sql.placeholder('createdAt'),
    })
    .prepare();
  const executionOf = (row: typeof executions.$inferSelect): Execution => {
    const { testScriptId, candidateId, timeoutMs, outcome, exitCode, seconds, reason } = row;
    const output = blobs.get(row.output);
    const candidate = candidateOrBase(candidateId);
    return { testScriptId, candidateId: candidate, timeoutMs, outcome, exitCode, seconds, reason, output };
  };

  return {
    putExecution: (runId, instanceId, execution, output) =>
      write(() => {
        const row = { ...execution, runId, instanceId, candidateId: execution.candidateId ?? BASE_ID };
        // Looked up first, so that the output of a repeated cell does not stay behind as an orphan.
        if (find.get(row)) return;
        insert.run({ ...row, output: blobs.put(output), createdAt: now() });
      }),
    findExecution: (runId, instanceId, { testScriptId, candidateId, timeoutMs }) =>
      read(() => {
        const cell = { testScriptId, candidateId: candidateId ?? BASE_ID, timeoutMs };
        const row = find.get({ runId, instanceId, ...cell });
        return row ? executionOf(row) : null;
      }),
    executions: (runId, instanceId) => read(() => ofInstance.all({ runId, instanceId }).map(executionOf)),
  };
}
