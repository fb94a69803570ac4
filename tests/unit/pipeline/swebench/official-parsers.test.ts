import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  LOG_PARSER_NAMES,
  LOG_PARSERS,
  type LogParserName,
  parserFor,
} from '../../../../pipeline/swebench/log-parsers/registry.ts';
import { UnreadableLog } from '../../../../pipeline/swebench/log-parsers/unreadable-log.ts';

const statusesSchema = z.array(z.tuple([z.string(), z.string()]));
const caseSchema = z.object({
  logParser: z.enum(LOG_PARSER_NAMES),
  instanceId: z.string(),
  version: z.string(),
  log: z.string(),
  /** In place of `raises`, the exception of the official parser. */
  statuses: statusesSchema.optional(),
  raises: z.string().optional(),
});

type Case = z.infer<typeof caseSchema>;

/** Made by official-parsers.py beside it. */
const CASES = readFileSync(new URL('official-parsers.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => caseSchema.parse(JSON.parse(line)));

/** Names of swebench 5.0.2's registry; those of Python's runners have cases in official-cases.jsonl. */
const OFFICIAL =
  `ant astroid astropy bpmn_js calypso carbon cargo chart_js cucumber django doctest eslint flask
  googletest gotest gradle_custom grommet highlightjs immutable_js jekyll jest jest_json jq karma lighthouse marked
  marshmallow matplotlib maven micropython_test minitest next openlayers p5js phpunit prismjs pvlib pydicom pylint pytest
  pytest_options pytest_v2 pyvista quarto_cli react_pdf redis requests rspec_transformed_json ruby_unit scikit seaborn
  sphinx sqlfluff sympy tap vitest xarray`
    .split(/\s+/)
    .map((name) => `parse_log_${name}`);

function read(one: Case, log = one.log): string {
  try {
    return JSON.stringify([...LOG_PARSERS[parserFor(one.logParser, one)](log)]);
  } catch (error) {
    if (error instanceof UnreadableLog) return 'raises';
    throw error;
  }
}

function isRead(one: Case, log = one.log): boolean {
  return read(one, log) === (one.raises === undefined ? JSON.stringify(one.statuses) : 'raises');
}

function parsersOf(cases: readonly Case[]): Set<LogParserName> {
  return new Set(cases.map(({ logParser }) => logParser));
}

describe('the log parsers', () => {
  test('have every name of the official registry', () => {
    expect(OFFICIAL).toHaveLength(57);
    expect(OFFICIAL.filter((name) => !LOG_PARSER_NAMES.some((known) => known === name))).toEqual([]);
  });

  test('read logs of every other language as the official ones do, or refuse those on which they raise', () => {
    expect(CASES.filter((one) => !isRead(one)).map((one) => [one.logParser, one.log, read(one)])).toEqual([]);
  });

  test('control: the cases hold results of 38 parsers, all three statuses, and refusals of eight', () => {
    const withStatus = (wanted: string) =>
      parsersOf(CASES.filter(({ statuses = [] }) => statuses.some(([, status]) => status === wanted)));
    expect(parsersOf(CASES.filter(({ statuses = [] }) => statuses.length > 1)).size).toBe(38);
    expect(withStatus('PASSED').size).toBeGreaterThan(25);
    expect(withStatus('FAILED').size).toBe(38);
    expect(withStatus('SKIPPED').size).toBeGreaterThan(5);
    expect(parsersOf(CASES.filter(({ raises }) => raises !== undefined)).size).toBe(8);
  });

  test.each([
    [
      'white space of JavaScript',
      (log: string) => log.replaceAll('\x1c', '').replaceAll('\x85', '').replaceAll('\ufeff', ' '),
    ],
    ['line ends of JavaScript', (log: string) => log.replaceAll('\u2028', '\n')],
    ['digits of JavaScript', (log: string) => log.replace(/[^\P{Nd}\d]/gu, 'x')],
    [
      'colours taken out of every log',
      (log: string) => log.replaceAll('\x1b[32m', '').replaceAll('\x1b[0m', ''),
    ],
    ['times taken out of every log', (log: string) => log.replace(/ ?\(\d+ ?m?s\)/g, '')],
  ])('control: %s are noticed', (_, changed) => {
    expect(CASES.filter((one) => !isRead(one, changed(one.log)))).not.toEqual([]);
  });

  test.each(LOG_PARSER_NAMES)(
    '%s reads a line of a million characters in a moment',
    (name) => {
      const logs = CASES.filter((one) => parserFor(one.logParser, one) === name).map(({ log }) => log);
      for (const log of [...new Set(logs)].slice(0, 8).concat('PASSED a[', ' ', 'x', '(1', ': ')) {
        const line = log.replaceAll('\n', ' ').repeat(Math.ceil(1_000_000 / Math.max(log.length, 1)));
        const began = performance.now();
        try {
          LOG_PARSERS[name](`${log}\n${line}\n${log}`);
        } catch (error) {
          if (!(error instanceof UnreadableLog)) throw error;
        }
        expect(performance.now() - began).toBeLessThan(5_000);
      }
    },
    120_000,
  );
});
