import { z } from 'zod';

interface PaperRule {
  /** Field of the config. */
  readonly path: string;
  readonly value: unknown;
}

/**
 * Every number and rule of the paper (sections 3.1 to 3.3 and its appendix) that a config can express.
 *
 * The others are code, each with the test that covers it:
 * - relevance: each file alone with the issue, no second try, a reply that cannot be read counts as not relevant;
 *   ranking: invented paths dropped, mean of position / length, 1 where left out (tests/unit/agents/relevance.test.ts,
 *   ranking.test.ts, tests/e2e/hand-written-tapes.test.ts)
 * - tests of the repository are not read (tests/unit/domain/language.test.ts)
 * - exit statuses 0, 2 and others; exactly one of script and approval per reply (tests/unit/agents/testing.test.ts)
 * - first an edit, then exactly one of done, edit, script; a slip costs a turn (tests/unit/agents/editing.test.ts)
 * - whole lines at exactly one place, no overlap, helpful mismatches (tests/unit/domain/apply-edit.test.ts)
 * - the first edit of an issue runs alone, breakpoints for the cache (tests/unit/pipeline/limits.test.ts; that the last
 *   permitted call keeps the breakpoints it reads is a deviation)
 * - last patch and last test of each trajectory, those without a patch too (tests/unit/pipeline/finals.test.ts)
 * - votes, shorter patch first (tests/unit/domain/stats/vote.test.ts, tests/property/vote.test.ts)
 * - the selecting agent's test first, then a test or a number; the first candidate where it never chooses
 *   (tests/unit/agents/selecting.test.ts, tests/unit/pipeline/summary.test.ts)
 */
export const CODEMONKEYS: readonly PaperRule[] = [
  { path: 'samples', value: 10 },
  { path: 'context.mode', value: 'all-files' },
  { path: 'context.extensions.0', value: 'py' },
  { path: 'context.extensions.length', value: 1 },
  { path: 'context.maxFileTokens', value: 100_000 },
  { path: 'context.rankings', value: 3 },
  { path: 'context.tokenLimit', value: 128_000 },
  { path: 'context.targetTokens', value: 60_000 },
  { path: 'context.ceilingTokens', value: 120_000 },
  { path: 'relevance.turns', value: 1 },
  { path: 'relevance.temperature', value: 0 },
  { path: 'ranking.turns', value: 1 },
  { path: 'ranking.temperature', value: 0 },
  { path: 'testing.turns', value: 8 },
  { path: 'testing.temperature', value: 0.5 },
  { path: 'testing.maxOutputTokens', value: 4_096 },
  { path: 'editing.turns', value: 8 },
  { path: 'editing.temperature', value: 0.5 },
  { path: 'editing.maxOutputTokens', value: 4_096 },
  { path: 'edit', value: true },
  { path: 'newFiles', value: false },
  { path: 'feedbackChars', value: 8_192 },
  { path: 'execution.timeoutMs', value: 100_000 },
  { path: 'execution.gridTimeoutMs', value: 600_000 },
  { path: 'voteRule', value: 'codemonkeys' },
  { path: 'shortlist', value: 3 },
  { path: 'selectBy', value: 'agent' },
  { path: 'selecting.turns', value: 10 },
  { path: 'selecting.temperature', value: 0 },
  { path: 'selecting.maxOutputTokens', value: 8_192 },
];

/** The value at a dotted path; undefined where there is none. */
export function valueAt(config: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    if (Array.isArray(value)) return name === 'length' ? value.length : value[Number(name)];
    const fields = z.record(z.string(), z.unknown()).safeParse(value);
    return fields.success ? fields.data[name] : undefined;
  }, config);
}
