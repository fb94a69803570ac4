import { sql } from 'drizzle-orm';
import {
  type AnySQLiteColumn,
  blob,
  index,
  integer,
  real,
  sqliteTable,
  text,
  unique,
} from 'drizzle-orm/sqlite-core';
import type { BatchStatus } from '../domain/batch.ts';
import type { Config } from '../domain/config.ts';
import type { Issue } from '../domain/issue.ts';
import type { PriceClass, SettledBy } from '../domain/ledger.ts';
import type { Role } from '../domain/model.ts';
import type { Outcome } from '../domain/outcome.ts';
import type {
  ConsideredFile,
  ContextFile,
  ImportDetails,
  SelectionDetails,
  Stage,
} from '../domain/records.ts';
import type { Ending } from '../domain/trajectory.ts';

/** Times are milliseconds since 1970; texts that may be long are ids (sha256) of rows in `blobs`. */
const id = () => integer('id').primaryKey();
const at = (name: string) => integer(name).notNull();

export const runs = sqliteTable('runs', {
  id: id(),
  name: text('name').notNull().unique(),
  createdAt: at('created_at'),
  /** JSON of the frozen config that the run last began with. */
  config: text('config', { mode: 'json' }).$type<Config>().notNull(),
  /** Path of the data set that grading reads; never its answers. */
  dataset: text('dataset'),
  /** Lease of the one process that works on the run. */
  ownerBootId: text('owner_boot_id'),
  ownerPid: integer('owner_pid'),
  heartbeatAt: integer('heartbeat_at'),
});

const runId = () =>
  integer('run_id')
    .notNull()
    .references((): AnySQLiteColumn => runs.id);
const instanceId = () => text('instance_id').notNull();

export const instances = sqliteTable(
  'instances',
  {
    id: id(),
    runId: runId(),
    instanceId: instanceId(),
    /** Order in the data set. */
    position: integer('position').notNull(),
    /** JSON of the Issue less its text. */
    issue: text('issue', { mode: 'json' }).$type<Omit<Issue, 'text'>>().notNull(),
    issueText: text('issue_text')
      .notNull()
      .references(() => blobs.sha256),
  },
  (t) => [unique().on(t.runId, t.instanceId)],
);

export const workItems = sqliteTable(
  'work_items',
  {
    id: id(),
    runId: runId(),
    instanceId: instanceId(),
    stage: text('stage').$type<Stage>().notNull(),
    sample: integer('sample').notNull(),
    attempt: integer('attempt').notNull(),
    status: text('status', { enum: ['open', 'done', 'errored'] }).notNull(),
    /** Hash of what the stage read; other inputs later mean a new attempt. */
    inputs: text('inputs').notNull(),
    error: text('error'),
    openedAt: at('opened_at'),
    closedAt: integer('closed_at'),
  },
  (t) => [unique().on(t.runId, t.instanceId, t.stage, t.sample, t.attempt)],
);

export const contexts = sqliteTable(
  'contexts',
  {
    id: id(),
    runId: runId(),
    instanceId: instanceId(),
    attempt: integer('attempt').notNull(),
    mode: text('mode').notNull(),
    /** JSON: [{path, blobId, tokens}] in the order taken. */
    files: text('files', { mode: 'json' }).$type<readonly ContextFile[]>().notNull(),
    /** JSON: how each considered file fared, for reports. */
    considered: text('considered', { mode: 'json' }).$type<readonly ConsideredFile[]>().notNull(),
    createdAt: at('created_at'),
  },
  (t) => [unique().on(t.runId, t.instanceId, t.attempt)],
);

export const trajectories = sqliteTable(
  'trajectories',
  {
    id: id(),
    workItemId: integer('work_item_id')
      .notNull()
      .references(() => workItems.id),
    runId: runId(),
    instanceId: instanceId(),
    role: text('role').$type<Role>().notNull(),
    sample: integer('sample').notNull(),
    attempt: integer('attempt').notNull(),
    model: text('model').notNull(),
    /** First link of the hash chain: the calls' settings. */
    seed: text('seed').notNull(),
    ending: text('ending').$type<Ending>(),
    slips: integer('slips').notNull().default(0),
    openedAt: at('opened_at'),
    closedAt: integer('closed_at'),
  },
  (t) => [unique().on(t.runId, t.instanceId, t.role, t.sample, t.attempt)],
);

export const steps = sqliteTable(
  'steps',
  {
    id: id(),
    trajectoryId: integer('trajectory_id')
      .notNull()
      .references(() => trajectories.id),
    index: integer('index').notNull(),
    turn: integer('turn').notNull(),
    kind: text('kind', { enum: ['ask', 'execute'] }).notNull(),
    /** Only what is new: the step's messages or cells, and what was observed; files by git blob id. */
    body: text('body')
      .notNull()
      .references(() => blobs.sha256),
    hash: text('hash').notNull(),
    createdAt: at('created_at'),
  },
  (t) => [unique().on(t.trajectoryId, t.index)],
);

export const candidates = sqliteTable(
  'candidates',
  {
    id: id(),
    runId: runId(),
    instanceId: instanceId(),
    /** SHA-256 of the normalised patch. */
    identity: text('identity').notNull(),
    /** Exact patch of whoever came first; each source keeps its own. */
    patch: text('patch')
      .notNull()
      .references(() => blobs.sha256),
    createdAt: at('created_at'),
  },
  (t) => [unique().on(t.runId, t.instanceId, t.identity)],
);

export const candidateSources = sqliteTable(
  'candidate_sources',
  {
    id: id(),
    candidateId: integer('candidate_id')
      .notNull()
      .references(() => candidates.id),
    /** Null for an imported one. */
    trajectoryId: integer('trajectory_id').references(() => trajectories.id),
    turn: integer('turn').notNull(),
    final: integer('final', { mode: 'boolean' }).notNull(),
    /** `trajectory:ID` or the import's name; with the turn it makes the source unique. */
    origin: text('origin').notNull(),
    /** The exact patch of this source. */
    patch: text('patch')
      .notNull()
      .references(() => blobs.sha256),
    /** JSON: what an imported trajectory says of itself. */
    details: text('details', { mode: 'json' }).$type<ImportDetails>(),
  },
  (t) => [
    unique().on(t.candidateId, t.origin, t.turn),
    index('candidate_sources_trajectory').on(t.trajectoryId),
  ],
);

export const testScripts = sqliteTable(
  'test_scripts',
  {
    id: id(),
    runId: runId(),
    instanceId: instanceId(),
    script: text('script')
      .notNull()
      .references(() => blobs.sha256),
    createdAt: at('created_at'),
  },
  (t) => [unique().on(t.runId, t.instanceId, t.script)],
);

export const testSources = sqliteTable(
  'test_sources',
  {
    id: id(),
    testScriptId: integer('test_script_id')
      .notNull()
      .references(() => testScripts.id),
    trajectoryId: integer('trajectory_id').references(() => trajectories.id),
    turn: integer('turn').notNull(),
    final: integer('final', { mode: 'boolean' }).notNull(),
    origin: text('origin').notNull(),
  },
  (t) => [unique().on(t.testScriptId, t.origin, t.turn), index('test_sources_trajectory').on(t.trajectoryId)],
);

export const executions = sqliteTable(
  'executions',
  {
    id: id(),
    runId: runId(),
    instanceId: instanceId(),
    testScriptId: integer('test_script_id')
      .notNull()
      .references(() => testScripts.id),
    /** 0 stands for base: SQLite holds nulls apart in unique keys. */
    candidateId: integer('candidate_id').notNull(),
    /** The limit it ran under; another limit is another execution. */
    timeoutMs: integer('timeout_ms').notNull(),
    outcome: text('outcome').$type<Outcome>().notNull(),
    exitCode: integer('exit_code'),
    seconds: real('seconds').notNull(),
    reason: text('reason'),
    output: text('output')
      .notNull()
      .references(() => blobs.sha256),
    createdAt: at('created_at'),
  },
  (t) => [unique().on(t.runId, t.instanceId, t.testScriptId, t.candidateId, t.timeoutMs)],
);

export const selections = sqliteTable(
  'selections',
  {
    id: id(),
    runId: runId(),
    instanceId: instanceId(),
    workItemId: integer('work_item_id').references(() => workItems.id),
    /** `vote` holds a count of tests, `agent` a choice built on one. */
    kind: text('kind', { enum: ['vote', 'agent'] }).notNull(),
    rule: text('rule').notNull(),
    /** Null is the honest "no patch". */
    candidateId: integer('candidate_id').references(() => candidates.id),
    /** JSON: ranking with votes, tests that voted, fallbacks with their reasons. */
    details: text('details', { mode: 'json' }).$type<SelectionDetails>().notNull(),
    createdAt: at('created_at'),
  },
  (t) => [unique().on(t.workItemId)],
);

export const grades = sqliteTable(
  'grades',
  {
    id: id(),
    runId: runId(),
    instanceId: instanceId(),
    /** 0 stands for base. */
    candidateId: integer('candidate_id').notNull(),
    harness: text('harness').notNull(),
    verdict: text('verdict', { enum: ['resolved', 'unresolved', 'errored'] }).notNull(),
    /** JSON: sentences that say why the log may not be what the tests' runner said; null where there is none. */
    suspect: text('suspect', { mode: 'json' }).$type<readonly string[]>(),
    /** What of the machine failed. */
    infrastructure: text('infrastructure'),
    /** JSON: each listed test's status, and the cause of an error. */
    report: text('report')
      .notNull()
      .references(() => blobs.sha256),
    log: text('log')
      .notNull()
      .references(() => blobs.sha256),
    createdAt: at('created_at'),
  },
  (t) => [unique().on(t.runId, t.instanceId, t.candidateId, t.harness)],
);

export const reviews = sqliteTable('reviews', {
  id: id(),
  runId: runId(),
  instanceId: instanceId(),
  candidateId: integer('candidate_id').references(() => candidates.id),
  verdict: text('verdict').notNull(),
  note: text('note').notNull(),
  createdAt: at('created_at'),
});

export const commands = sqliteTable('commands', {
  id: id(),
  runId: runId(),
  command: text('command').notNull(),
  createdAt: at('created_at'),
  handledAt: integer('handled_at'),
});

export const ledger = sqliteTable(
  'ledger',
  {
    id: id(),
    runId: runId(),
    instanceId: instanceId(),
    stage: text('stage').$type<Stage>().notNull(),
    role: text('role').$type<Role>().notNull(),
    sample: integer('sample').notNull(),
    turn: integer('turn').notNull(),
    model: text('model').notNull(),
    callId: text('call_id').notNull(),
    status: text('status', { enum: ['reserved', 'settled', 'failed'] }).notNull(),
    /** Null where the price is unknown. */
    reservedUsd: real('reserved_usd'),
    costUsd: real('cost_usd'),
    /** What a token of it costs: the list price, or half of it in a batch. */
    priceClass: text('price_class').$type<PriceClass>().notNull().default('standard'),
    /** What the cost rests on; null while it is reserved. */
    settledBy: text('settled_by').$type<SettledBy>(),
    inputTokens: integer('input_tokens').notNull().default(0),
    outputTokens: integer('output_tokens').notNull().default(0),
    cacheReadTokens: integer('cache_read_tokens').notNull().default(0),
    cacheWriteTokens: integer('cache_write_tokens').notNull().default(0),
    error: text('error'),
    openedAt: at('opened_at'),
    closedAt: integer('closed_at'),
  },
  (t) => [
    index('ledger_run').on(t.runId, t.instanceId),
    index('ledger_call').on(t.callId),
    // Before each call the open reservations are summed; they are few among very many rows.
    index('ledger_open').on(t.runId).where(sql`status = 'reserved'`),
  ],
);

/** Jobs at a provider's batch price. A row is there before the job is sent: what it holds is never sent twice. */
export const batches = sqliteTable(
  'batches',
  {
    id: id(),
    runId: runId(),
    /** `provider:name` of the model that all its calls ask. */
    model: text('model').notNull(),
    /** The provider's id; null while nobody knows whether the provider has taken the job. */
    jobId: text('job_id'),
    /** Of the custom ids of all its calls; the job carries it where the provider has a place for it. */
    requestHash: text('request_hash').notNull(),
    status: text('status').$type<BatchStatus>().notNull(),
    createdAt: at('created_at'),
  },
  (t) => [index('batches_run').on(t.runId)],
);

/** Which calls a job holds; how each fared is in its ledger row. */
export const batchCalls = sqliteTable(
  'batch_calls',
  {
    id: id(),
    batchId: integer('batch_id')
      .notNull()
      .references(() => batches.id),
    /** Names the call in the job: hash of the call's id, its model and its request. */
    customId: text('custom_id').notNull(),
    ledgerId: integer('ledger_id')
      .notNull()
      .references(() => ledger.id),
  },
  (t) => [unique().on(t.batchId, t.customId), index('batch_calls_custom').on(t.customId)],
);

export const blobs = sqliteTable('blobs', {
  sha256: text('sha256').primaryKey(),
  /** Text length before compression, in bytes of UTF-8. */
  sizeBytes: integer('size_bytes').notNull(),
  codec: text('codec', { enum: ['plain', 'deflate'] }).notNull(),
  content: blob('content', { mode: 'buffer' }).notNull(),
});
