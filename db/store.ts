import type { Batch, BatchedCall, BatchStatus, NewBatch } from '../domain/batch.ts';
import type { Config } from '../domain/config.ts';
import type { Issue } from '../domain/issue.ts';
import type {
  CostLine,
  LedgerEntry,
  LedgerPlace,
  OpenEntry,
  Settlement,
  Spending,
  TurnLine,
  UnpricedCall,
} from '../domain/ledger.ts';
import type { Role } from '../domain/model.ts';
import type {
  BudgetLevel,
  Candidate,
  Chronicle,
  ConsideredFile,
  ContextFile,
  Execution,
  Grade,
  ImportDetails,
  Run,
  Selection,
  SelectionDetails,
  TestScript,
  TrajectoryRow,
  WorkItem,
  WorkKey,
} from '../domain/records.ts';
import type { RunCommand } from '../domain/run-command.ts';
import type { Ending, Step } from '../domain/trajectory.ts';
import type { PackedText } from './packed-text.ts';

/** Who works on a run: a process of one boot of one machine. */
export interface Owner {
  readonly bootId: string;
  readonly pid: number;
}

/** A step ready to be stored; see `packStep`. */
export interface PackedStep {
  readonly step: Pick<Step, 'index' | 'turn' | 'hash'>;
  readonly kind: 'ask' | 'execute';
  readonly body: PackedText;
  /** Texts that the body refers to by sha256. */
  readonly texts: readonly PackedText[];
  readonly patch?: { readonly identity: string; readonly text: PackedText };
  readonly testScript?: PackedText;
}

export type NewGrade = Omit<Grade, 'report' | 'log'> & {
  readonly report: PackedText;
  readonly log: PackedText;
};

/**
 * What selection, stop rules and allocation may see: no grade, no review. Every method is one transaction and
 * returns no promise.
 */
export interface EvidenceView {
  candidates(runId: number, instanceId: string): Candidate[];
  testScripts(runId: number, instanceId: string): TestScript[];
  executions(runId: number, instanceId: string): Execution[];
  selections(runId: number, instanceId: string): Selection[];
  trajectories(runId: number, instanceId: string): TrajectoryRow[];
}

/** One SQLite file. Doing a thing twice is a no-op: keys are unique. */
export interface Store extends EvidenceView {
  createRun(name: string, config: Config, dataset: string | null): Run;
  findRun(name: string): Run | null;
  listRuns(): Run[];
  updateConfig(runId: number, config: Config): void;
  /** False where a live process holds the run. A dead owner's lease, or one whose heart stopped, is taken over. */
  acquireLease(runId: number, owner: Owner): boolean;
  heartbeat(runId: number, owner: Owner): void;
  releaseLease(runId: number, owner: Owner): void;

  addInstance(runId: number, position: number, issue: Issue, text: PackedText): void;
  issues(runId: number): Issue[];

  /** The newest attempt, if any. */
  findItem(key: Omit<WorkKey, 'attempt'>): WorkItem | null;
  openItem(key: WorkKey, inputs: string): WorkItem;
  closeItem(id: number, status: 'done' | 'errored', error?: string): void;
  reopenItem(id: number): void;
  /** Of a run, or of one of its issues. */
  items(runId: number, instanceId?: string): WorkItem[];

  putContext(
    item: WorkItem,
    mode: string,
    files: readonly ContextFile[],
    considered: readonly ConsideredFile[],
  ): void;
  context(
    runId: number,
    instanceId: string,
  ): { mode: string; files: ContextFile[]; considered: ConsideredFile[] } | null;

  openTrajectory(
    item: WorkItem,
    role: Role,
    sample: number,
    model: string,
    seed: string,
  ): TrajectoryRow & { seed: string };
  steps(trajectoryId: number): Step[];
  /** Appends the step with the candidate and the test script it produced, as sources that are not final yet. */
  appendStep(trajectoryId: number, packed: PackedStep): void;
  /**
   * Ends a trajectory and marks its last patch and its last test script as final, or none where it is
   * `not-resumable`. Another ending later takes the place of the first.
   */
  endTrajectory(trajectoryId: number, ending: Ending, slips: number): void;
  reopenTrajectory(trajectoryId: number): void;

  /** The candidate of a normalised patch, added where it is new; a source follows with its step. Returns its id. */
  ensureCandidate(runId: number, instanceId: string, patch: { identity: string; text: PackedText }): number;
  /** Whether the candidate was first made by exactly this text; equal identities may differ in where they insert. */
  isExactly(candidateId: number, patch: PackedText): boolean;
  ensureTestScript(runId: number, instanceId: string, script: PackedText): number;
  /** Ids of what is there already, or null. */
  findCandidate(runId: number, instanceId: string, patch: { identity: string }): number | null;
  findTestScript(runId: number, instanceId: string, script: PackedText): number | null;
  /** Whether any candidate of the run was made elsewhere. */
  hasImports(runId: number): boolean;
  /**
   * Adds a candidate made elsewhere; its source is final. `details` are those of the trajectory that made it. False
   * where it has this source already.
   */
  importCandidate(
    runId: number,
    instanceId: string,
    origin: string,
    patch: { identity: string; text: PackedText },
    details?: ImportDetails,
  ): boolean;
  /** Adds a test script that no sample wrote, such as a regression test; it has no vote. Returns its id. */
  importTestScript(runId: number, instanceId: string, origin: string, script: PackedText): number;
  putExecution(
    runId: number,
    instanceId: string,
    execution: Omit<Execution, 'output'>,
    output: PackedText,
  ): void;
  findExecution(
    runId: number,
    instanceId: string,
    cell: Pick<Execution, 'testScriptId' | 'candidateId' | 'timeoutMs'>,
  ): Execution | null;

  putSelection(
    item: WorkItem | { runId: number; instanceId: string },
    selection: {
      kind: 'vote' | 'agent';
      rule: string;
      candidateId: number | null;
      details: SelectionDetails;
    },
  ): Selection;
  /**
   * A verdict stands, and a second one is dropped, unless it is to `replace` the first; an errored one always makes
   * room.
   */
  putGrade(runId: number, grade: NewGrade, on?: 'keep' | 'replace'): void;
  grades(runId: number): Grade[];
  /** What was done for an issue and when, oldest first; for reports, never for a choice. */
  chronicle(runId: number, instanceId: string): Chronicle;

  /** One row for each attempt at a call; returns its id. */
  reserve(entry: LedgerEntry): number;
  settle(ledgerId: number, settlement: Settlement): void;
  /** Calls that no cost, or no largest one, is known of, the oldest first. */
  unpricedCalls(runId: number): UnpricedCall[];
  /** Gives a cost to a settled call that has none. */
  putCost(ledgerId: number, costUsd: number): void;
  /** Reserves all calls of a job and stores what it holds, before it is sent. Ledger ids come in the calls' order. */
  openBatch(batch: NewBatch): { readonly batch: Batch; readonly ledgerIds: readonly number[] };
  putBatchStatus(batchId: number, status: BatchStatus, jobId?: string): void;
  /** The newest job of a run that may hold the call's result: neither is the job gone nor did the call fail in it. */
  findBatchedCall(runId: number, customId: string): BatchedCall | null;
  batches(runId: number): Batch[];
  /** Settled cost plus open reservations, in USD; unknown prices count as 0 here and are told apart in `spending`. */
  committedUsd(runId: number): number;
  /** The same of one part of the run. */
  committedAt(runId: number, level: BudgetLevel, place: LedgerPlace): number;
  /** Calls in flight, or left open by a kill, the oldest first. */
  openEntries(runId: number): OpenEntry[];
  /** Calls in flight, or left open by a kill, and the most that they may cost. */
  openReservations(runId: number): { readonly calls: number; readonly usd: number };
  spending(
    runId: number,
    by: 'run' | 'instance' | 'stage' | 'trajectory',
    instanceId?: string,
  ): Map<string, Spending>;
  /** The run's whole ledger, summed in one pass; reports cut it as they like. */
  costLines(runId: number): CostLine[];
  /** What is settled of it, by whether calls were the first of their samples. */
  turnLines(runId: number): TurnLine[];

  /** Calls of other methods as one transaction; `work` awaits nothing. */
  together<T>(work: () => T): T;
  /** Asks something of the process that works on the run. */
  putCommand(runId: number, command: RunCommand): void;
  /** What was asked since the last time, the oldest first. */
  takeCommands(runId: number): RunCommand[];

  text(sha256: string): string;
  close(): void;
}

/** What viewers get. */
export type StoreReader = EvidenceView &
  Pick<
    Store,
    | 'findRun'
    | 'listRuns'
    | 'issues'
    | 'findItem'
    | 'items'
    | 'context'
    | 'steps'
    | 'findExecution'
    | 'grades'
    | 'chronicle'
    | 'batches'
    | 'committedUsd'
    | 'openReservations'
    | 'openEntries'
    | 'spending'
    | 'costLines'
    | 'turnLines'
    | 'text'
    | 'close'
  >;
