import { z } from 'zod';

/** Form of `selections/INSTANCE.json`; docs/outputs.md explains each field. Names are those of SWE-bench's files. */

const time = z.iso.datetime();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const usd = z.number().nullable();

const sourceSchema = z.strictObject({
  origin: z.string(),
  sample: z.int().nullable(),
  turn: z.int(),
  final: z.boolean(),
  /** Only of an imported trajectory. */
  imported: z
    .strictObject({
      agent: z.string(),
      model: z.string(),
      turns: z.int().nullable(),
      cost_usd: usd,
      exit_status: z.string().nullable(),
      file_sha256: sha256,
    })
    .nullable(),
});

const candidateSchema = z.strictObject({
  id: z.int(),
  patch_sha256: sha256,
  /** SHA-256 of the patch as candidates are compared: the changed bytes alone. */
  identity: sha256,
  files: z.int(),
  lines_added: z.int(),
  lines_removed: z.int(),
  /** Whether it was in the vote: the last patch of a sample, or imported. */
  final: z.boolean(),
  /** From 1; null where it was not in the vote. */
  rank: z.int().nullable(),
  votes: z.number().nullable(),
  /** Broke the repository's own tests; null where no command runs them or they say nothing. */
  regressed: z.boolean().nullable(),
  sources: z.array(sourceSchema),
  patch: z.string(),
});

const testSchema = z.strictObject({
  id: z.int(),
  script_sha256: sha256,
  voted: z.boolean(),
  sources: z.array(sourceSchema),
  /** Outcome by candidate id, and on `base`, the unpatched code. */
  outcomes: z.record(z.string(), z.string()),
  script: z.string(),
});

const costSchema = z.strictObject({
  calls: z.int(),
  input_tokens: z.int(),
  output_tokens: z.int(),
  cache_read_tokens: z.int(),
  cache_write_tokens: z.int(),
  cost_usd: usd,
});

export const selectionRecordSchema = z.strictObject({
  format: z.literal('troop-selection-1'),
  instance_id: z.string(),
  run: z.string(),
  issue: z.strictObject({
    repository: z.string(),
    base_commit: z.string(),
    text_sha256: sha256,
    /** Everything of the data set's row that agents, votes and selection can see. */
    visible_fields: z.array(z.string()),
  }),
  chosen: z
    .strictObject({ candidate_id: z.int().nullable(), patch_sha256: sha256.nullable(), selected_at: time })
    .nullable(),
  how: z
    .strictObject({
      kind: z.enum(['vote', 'agent']),
      rule: z.string(),
      by_hand: z.boolean(),
      /** Candidates that the selecting agent was shown. */
      shortlist: z.int(),
      fallback: z.string().nullable(),
      reason: z.string().nullable(),
      agent: z
        .strictObject({
          trajectory: z.int(),
          model: z.string(),
          turns: z.int(),
          ending: z.string().nullable(),
        })
        .nullable(),
      regression: z
        .strictObject({ test: z.int(), void: z.string().nullable(), regressed: z.array(z.int()) })
        .nullable(),
    })
    .nullable(),
  candidates: z.array(candidateSchema),
  tests: z.array(testSchema),
  /** All choices that were made for the issue, oldest first. */
  history: z.array(
    z.strictObject({
      kind: z.enum(['vote', 'agent']),
      rule: z.string(),
      candidate_id: z.int().nullable(),
      fallback: z.string().nullable(),
      selected_at: time,
    }),
  ),
  costs: z.record(z.string(), costSchema),
  answer: z.strictObject({
    statement: z.string(),
    first_graded_at: time.nullable(),
    selected_before_grading: z.boolean(),
    /** Whether the vote, held again over the stored evidence without any grade, comes out as it was recorded. */
    vote_reproduced: z.boolean().nullable(),
    stages: z.array(
      z.strictObject({
        stage: z.string(),
        sample: z.int(),
        attempt: z.int(),
        status: z.string(),
        inputs: z.string(),
        opened_at: time,
        closed_at: time.nullable(),
      }),
    ),
    trajectories: z.array(
      z.strictObject({
        id: z.int(),
        role: z.string(),
        sample: z.int(),
        attempt: z.int(),
        steps: z.int(),
        /** Chained over every message and every execution before it. */
        last_step_hash: z.string().nullable(),
      }),
    ),
  }),
  pass_at_1: z.strictObject({ patches_submitted: z.literal(1), statement: z.string() }),
});

export type SelectionRecord = z.infer<typeof selectionRecordSchema>;
