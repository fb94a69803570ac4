import { parseDjango } from './parse-django.ts';
import { parseMatplotlib, parsePytest, parsePytestOptions, parsePytestV2 } from './parse-pytest.ts';
import { parseSeaborn } from './parse-seaborn.ts';
import { parseSympy } from './parse-sympy.ts';
import { parseNodeTest, parseTap } from './parse-tap.ts';

/** Test id -> status as printed; in order of first appearance, a later line for the same id wins. */
export type Statuses = ReadonlyMap<string, string>;

/** Reads the results out of a test log whose line ends are LF. Pure, and never throws on strange text. */
export type LogParser = (log: string) => Statuses;

/** By the names that data sets use (swebench 5.0.2), `parse_log_node_test` excepted, which is ours. */
export const LOG_PARSERS = {
  parse_log_astroid: parsePytest,
  parse_log_astropy: parsePytestV2,
  parse_log_django: parseDjango,
  parse_log_flask: parsePytest,
  parse_log_marshmallow: parsePytest,
  parse_log_matplotlib: parseMatplotlib,
  parse_log_node_test: parseNodeTest,
  parse_log_pvlib: parsePytest,
  parse_log_pydicom: parsePytestOptions,
  parse_log_pylint: parsePytestOptions,
  parse_log_pytest: parsePytest,
  parse_log_pytest_options: parsePytestOptions,
  parse_log_pytest_v2: parsePytestV2,
  parse_log_pyvista: parsePytest,
  parse_log_requests: parsePytestOptions,
  parse_log_scikit: parsePytestV2,
  parse_log_seaborn: parseSeaborn,
  parse_log_sphinx: parsePytestV2,
  parse_log_sqlfluff: parsePytest,
  parse_log_sympy: parseSympy,
  parse_log_tap: parseTap,
  parse_log_xarray: parsePytest,
} as const satisfies Record<string, LogParser>;

export type LogParserName = keyof typeof LOG_PARSERS;

export const LOG_PARSER_NAMES = Object.keys(LOG_PARSERS).filter(isLogParserName);

function isLogParserName(name: string): name is LogParserName {
  return Object.hasOwn(LOG_PARSERS, name);
}
