import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { LOG_PARSER_NAMES, LOG_PARSERS } from '../../../../pipeline/swebench/log-parsers/registry.ts';
import { normaliseNewlines } from '../../../../pipeline/swebench/python-text.ts';
import { judgeLog } from '../../../../pipeline/swebench/verdict.ts';

const tally = z.object({ success: z.array(z.string()), failure: z.array(z.string()) });

const caseSchema = z.object({
  log: z.string(),
  logParser: z.enum(LOG_PARSER_NAMES),
  evalType: z.enum(['pass_and_fail', 'fail_only']),
  failToPass: z.array(z.string()),
  passToPass: z.array(z.string()),
  statuses: z.array(z.tuple([z.string(), z.string()])),
  valid: z.boolean(),
  resolved: z.boolean(),
  tally: z.object({ FAIL_TO_PASS: tally, PASS_TO_PASS: tally }).nullable(),
});

/** Made by official-cases.py beside it. */
const CASES = readFileSync(new URL('official-cases.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => caseSchema.parse(JSON.parse(line)));

type Case = z.infer<typeof caseSchema>;

function differs(one: Case, log = one.log): boolean {
  const statuses = [...LOG_PARSERS[one.logParser](normaliseNewlines(log))];
  const report = judgeLog(log, one);
  const same =
    JSON.stringify(statuses) === JSON.stringify(one.statuses) &&
    (report.verdict === 'resolved') === one.resolved &&
    (report.cause === null) === one.valid &&
    (one.tally === null || JSON.stringify(report.failToPass) === JSON.stringify(one.tally.FAIL_TO_PASS)) &&
    (one.tally === null || JSON.stringify(report.passToPass) === JSON.stringify(one.tally.PASS_TO_PASS));
  return !same;
}

describe('logs judged by the official package', () => {
  test('give the same status map and the same verdict here', () => {
    expect(CASES.filter((one) => differs(one))).toEqual([]);
  });

  test('hold results of every parser, and all three kinds of verdict', () => {
    const withResults = new Set(CASES.filter(({ statuses }) => statuses.length > 0).map((c) => c.logParser));
    expect(withResults.size).toBe(8);
    expect(CASES.filter(({ resolved }) => resolved).length).toBeGreaterThan(20);
    expect(CASES.filter(({ valid, resolved }) => valid && !resolved).length).toBeGreaterThan(20);
    expect(CASES.filter(({ valid }) => !valid).length).toBeGreaterThan(20);
  });

  test('control: JavaScript white space in place of Python white space is noticed', () => {
    const trimmed = (log: string) =>
      log.replaceAll('\x1c', '').replaceAll('\x85', '').replaceAll('\ufeff', ' ');
    expect(CASES.filter((one) => differs(one, trimmed(one.log)))).not.toEqual([]);
  });

  test('control: logs read with their line ends as they came are noticed', () => {
    const doubled = (log: string) => log.replaceAll('\r\n', '\n\n').replaceAll('\r', '');
    expect(CASES.filter((one) => differs(one, doubled(one.log)))).not.toEqual([]);
  });
});
