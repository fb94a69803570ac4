import { z } from 'zod';
import { CONTEXT_MODES } from './context-mode.ts';
import { CACHE_TTLS } from './model.ts';
import { namedModelsSchema } from './model-choice.ts';
import { priceSchema } from './price.ts';
import { thinkingSchema } from './thinking.ts';

const count = z.int().nonnegative();
const positive = z.int().positive();
const usd = z.number().nonnegative();

/** Sampling of one role's calls; turns are model calls per trajectory, format slips included. */
function roleSchema(turns: number, temperature: number, maxOutputTokens: number) {
  return z
    .strictObject({
      turns: positive.default(turns),
      temperature: z.number().min(0).max(2).default(temperature),
      /** Of what can be read; thoughts come on top. */
      maxOutputTokens: positive.default(maxOutputTokens),
      /** Before the setting of a named model. */
      thinking: thinkingSchema.optional(),
    })
    .prefault({});
}

const contextSchema = z
  .strictObject({
    mode: z.enum(CONTEXT_MODES).default('prefilter'),
    /** Paths of mode `given`, in order. */
    given: z.array(z.string()).default([]),
    /** Files that get a relevance call in mode `prefilter`, or whose outline is shown in mode `outlines`. */
    prefilterFiles: positive.default(80),
    /** Outlines shown in one call. */
    outlineTokens: positive.default(16_000),
    /** The tree of mode `tree`. */
    treeTokens: positive.default(20_000),
    /** Longer files are not read. */
    maxFileTokens: positive.default(100_000),
    /** File name endings that count as source, without the dot; empty: those of any known language. */
    extensions: z.array(z.string()).default([]),
    rankings: positive.default(3),
    /** Files are taken in ranked order until the next one would pass this. */
    tokenLimit: positive.default(128_000),
    /** What the ranking prompt asks for. */
    targetTokens: positive.default(60_000),
    ceilingTokens: positive.default(120_000),
  })
  .prefault({});

const executionSchema = z
  .strictObject({
    /** Limit of a test script, of agents and of the grid alike. */
    timeoutMs: positive.default(100_000),
    /** Limit of a test script in the voting grid. */
    gridTimeoutMs: positive.default(100_000),
    gradeTimeoutMs: positive.default(1_800_000),
    memoryBytes: positive.default(4 * 1024 ** 3),
    pids: positive.default(512),
    cpus: z.number().positive().default(1),
    diskBytes: positive.default(2 * 1024 ** 3),
    /** Stored output per cell. */
    outputBytes: positive.default(256 * 1024),
  })
  .prefault({});

/** The repository's own tests as evidence against candidates that break what works. */
const regressionSchema = z
  .strictObject({
    /** Bash, run from the repository's root; only its exit status counts. Null where there is none. */
    command: z.string().min(1).nullable().default(null),
    timeoutMs: positive.default(600_000),
  })
  .prefault({});

/** Upper limits of each key and model per minute, below those that the provider tells; null: only the provider's. */
const limitsSchema = z
  .strictObject({
    requestsPerMinute: positive.nullable().default(null),
    inputTokensPerMinute: positive.nullable().default(null),
    outputTokensPerMinute: positive.nullable().default(null),
  })
  .prefault({});

/** Roles whose first call does not depend on an earlier one, so that it may wait for hours. */
export const BATCH_ROLES = ['relevance', 'ranking', 'testing'] as const;

/** Calls at the provider's batch price: half, and an answer within a day. */
const batchSchema = z
  .strictObject({
    /** Of testing, the first draft alone. */
    roles: z.array(z.enum(BATCH_ROLES)).default([]),
    /** A job is sent when for so long no call has joined it. */
    waitMs: positive.default(10_000),
    /** Calls in one job; OpenAI takes 50,000, Anthropic 100,000. */
    maxRequests: positive.max(50_000).default(10_000),
    /** Between the first two looks at a job; later ones are further apart. */
    pollMs: positive.default(5_000),
    /** Issues open at once, at least: while jobs are waited for, the slots stay empty. */
    issues: positive.default(32),
  })
  .prefault({});

/** Numbers outside every hash: changing them never makes stored work stale. */
const runningSchema = z
  .strictObject({
    /** The most that the run may spend, in USD; then that each issue, each stage of an issue, each trajectory may. */
    budgetUsd: usd.nullable().default(null),
    issueUsd: usd.nullable().default(null),
    stageUsd: usd.nullable().default(null),
    trajectoryUsd: usd.nullable().default(null),
    /** Model calls at once. */
    slots: positive.default(16),
    limits: limitsSchema,
    batch: batchSchema,
    /** Sandboxes at once. */
    sandboxes: positive.default(2),
    firstTokenMs: positive.default(120_000),
    betweenTokensMs: positive.default(60_000),
    /** Tries again after a failure that may pass. */
    retries: count.default(4),
    /** Wall time of one trajectory. */
    trajectoryMs: positive.nullable().default(null),
  })
  .prefault({});

export const configSchema = z.strictObject({
  sandbox: z.enum(['docker', 'process']).default('docker'),
  /** Independent tries per issue. */
  samples: count.default(10),
  /** Whether editing agents run; off, only imported candidates stand. */
  edit: z.boolean().default(true),
  /** Model of each role: `provider:name`, a name of `named`, or a mixture (`sonnet:6,gpt:4`); others use `default`. */
  models: z
    .strictObject({
      default: z.string().default(''),
      relevance: z.string().optional(),
      ranking: z.string().optional(),
      testing: z.string().optional(),
      editing: z.string().optional(),
      selecting: z.string().optional(),
      judge: z.string().optional(),
      named: namedModelsSchema,
    })
    .prefault({}),
  /** By `provider:name`; null is the explicit state of a price nobody knows. */
  prices: z.record(z.string(), priceSchema.nullable()).default({}),
  /** The list, with its date, that a price was taken from; one that the user gave has none. */
  priceLists: z.record(z.string(), z.string()).default({}),
  context: contextSchema,
  relevance: roleSchema(1, 0, 1_024),
  ranking: roleSchema(1, 0, 4_096),
  testing: roleSchema(8, 0.5, 4_096),
  editing: roleSchema(8, 0.5, 4_096),
  selecting: roleSchema(10, 0, 8_192),
  /** How long prompts stay cached where the provider lets one choose; an hour costs more to write. */
  cacheTtl: z.enum(CACHE_TTLS).default('5m'),
  /** Outputs shown to a model are cut in the middle at this many characters. */
  feedbackChars: positive.default(8_192),
  /** A trajectory's conversation ends before it passes this. */
  contextLimitTokens: positive.default(180_000),
  newFiles: z.boolean().default(true),
  execution: executionSchema,
  regression: regressionSchema,
  voteRule: z.enum(['discriminating', 'codemonkeys']).default('discriminating'),
  /** Best voted candidates shown to the selecting agent. */
  shortlist: positive.default(3),
  selectBy: z.enum(['agent', 'vote']).default('agent'),
  /** Whether chosen patches are graded where the data set holds hidden tests. */
  grade: z.boolean().default(true),
  running: runningSchema,
});

export type Config = z.infer<typeof configSchema>;

/**
 * What `--preset codemonkeys` sets: every number and rule of the paper, those among them that are our defaults today,
 * so that neither a default of tomorrow nor the settings of a resumed run can change what the name stands for.
 */
export const CODEMONKEYS_PRESET = {
  samples: 10,
  edit: true,
  context: {
    mode: 'all-files',
    extensions: ['py'],
    maxFileTokens: 100_000,
    rankings: 3,
    tokenLimit: 128_000,
    targetTokens: 60_000,
    ceilingTokens: 120_000,
  },
  relevance: { turns: 1, temperature: 0 },
  ranking: { turns: 1, temperature: 0 },
  testing: { turns: 8, temperature: 0.5, maxOutputTokens: 4_096 },
  editing: { turns: 8, temperature: 0.5, maxOutputTokens: 4_096 },
  selecting: { turns: 10, temperature: 0, maxOutputTokens: 8_192 },
  feedbackChars: 8_192,
  newFiles: false,
  execution: { timeoutMs: 100_000, gridTimeoutMs: 600_000 },
  voteRule: 'codemonkeys',
  shortlist: 3,
  selectBy: 'agent',
} as const satisfies z.input<typeof configSchema>;
