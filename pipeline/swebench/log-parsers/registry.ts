import { parseBpmnJs, parseChartJs, parseOpenlayers } from './parse-browser-failures.ts';
import { parseGoogletest, parseJq, parseMicropython, parseRedis } from './parse-c.ts';
import { parseCalypso } from './parse-calypso.ts';
import { parseCargo } from './parse-cargo.ts';
import { parseDjango } from './parse-django.ts';
import { parseDoctest } from './parse-doctest.ts';
import { parseEslint } from './parse-eslint.ts';
import { parseGotest } from './parse-gotest.ts';
import { parseGrommet } from './parse-grommet.ts';
import { parseHighlightjs } from './parse-highlightjs.ts';
import { parseAnt, parseGradle, parseMaven } from './parse-java.ts';
import { parseJest, parseJestFiles, parseJestJson, parseVitest } from './parse-jest.ts';
import { parseKarma } from './parse-karma.ts';
import { parseLighthouseJson, parseLighthouseMocha } from './parse-lighthouse.ts';
import { parseMarked } from './parse-marked.ts';
import { parseNext, parseNextCypress } from './parse-next.ts';
import { parseP5js } from './parse-p5js.ts';
import { parsePhpunit } from './parse-phpunit.ts';
import { parsePrismjs } from './parse-prismjs.ts';
import { parseMatplotlib, parsePytest, parsePytestOptions, parsePytestV2 } from './parse-pytest.ts';
import { parseQuartoCli } from './parse-quarto.ts';
import { parseCucumber, parseMinitest, parseRspec, parseRubyUnit } from './parse-ruby.ts';
import { parseSeaborn } from './parse-seaborn.ts';
import { parseSympy } from './parse-sympy.ts';
import { parseNodeTest, parseTap } from './parse-tap.ts';
import { UnreadableLog } from './unreadable-log.ts';

/** Test id -> status as printed; in order of first appearance, a later line for the same id wins. */
export type Statuses = ReadonlyMap<string, string>;

/**
 * Reads the results out of a test log whose line ends are LF. Pure. Throws UnreadableLog, and nothing else, on a log
 * on which the official parser raises.
 */
export type LogParser = (log: string) => Statuses;

/**
 * By the names that data sets use (swebench 5.0.2). Ours are `parse_log_node_test` and those that `parserFor` puts
 * in the place of a name which stands for several parsers.
 */
export const LOG_PARSERS = {
  parse_log_ant: parseAnt,
  parse_log_astroid: parsePytest,
  parse_log_astropy: parsePytestV2,
  parse_log_bpmn_js: parseBpmnJs,
  parse_log_calypso: parseCalypso,
  parse_log_carbon: parseJestFiles,
  parse_log_cargo: parseCargo,
  parse_log_chart_js: parseChartJs,
  parse_log_cucumber: parseCucumber,
  parse_log_django: parseDjango,
  parse_log_doctest: parseDoctest,
  parse_log_eslint: parseEslint,
  parse_log_flask: parsePytest,
  parse_log_googletest: parseGoogletest,
  parse_log_gotest: parseGotest,
  parse_log_gradle_custom: parseGradle,
  parse_log_grommet: parseGrommet,
  parse_log_highlightjs: parseHighlightjs,
  parse_log_immutable_js: ofUnknown('an instance'),
  parse_log_jekyll: ofUnknown('an instance'),
  parse_log_jest: parseJest,
  parse_log_jest_json: parseJestJson,
  parse_log_jq: parseJq,
  parse_log_karma: parseKarma,
  parse_log_lighthouse: ofUnknown('a version'),
  parse_log_lighthouse_json: parseLighthouseJson,
  parse_log_lighthouse_mocha: parseLighthouseMocha,
  parse_log_marked: parseMarked,
  parse_log_marshmallow: parsePytest,
  parse_log_matplotlib: parseMatplotlib,
  parse_log_maven: parseMaven,
  parse_log_micropython_test: parseMicropython,
  parse_log_minitest: parseMinitest,
  parse_log_next: parseNext,
  parse_log_next_cypress: parseNextCypress,
  parse_log_node_test: parseNodeTest,
  parse_log_openlayers: parseOpenlayers,
  parse_log_p5js: parseP5js,
  parse_log_phpunit: parsePhpunit,
  parse_log_prismjs: parsePrismjs,
  parse_log_pvlib: parsePytest,
  parse_log_pydicom: parsePytestOptions,
  parse_log_pylint: parsePytestOptions,
  parse_log_pytest: parsePytest,
  parse_log_pytest_options: parsePytestOptions,
  parse_log_pytest_v2: parsePytestV2,
  parse_log_pyvista: parsePytest,
  parse_log_quarto_cli: parseQuartoCli,
  parse_log_react_pdf: parseJestFiles,
  parse_log_redis: parseRedis,
  parse_log_requests: parsePytestOptions,
  parse_log_rspec_transformed_json: parseRspec,
  parse_log_ruby_unit: parseRubyUnit,
  parse_log_scikit: parsePytestV2,
  parse_log_seaborn: parseSeaborn,
  parse_log_sphinx: parsePytestV2,
  parse_log_sqlfluff: parsePytest,
  parse_log_sympy: parseSympy,
  parse_log_tap: parseTap,
  parse_log_vitest: parseVitest,
  parse_log_xarray: parsePytest,
} as const satisfies Record<string, LogParser>;

export type LogParserName = keyof typeof LOG_PARSERS;

export const LOG_PARSER_NAMES = Object.keys(LOG_PARSERS).filter(isLogParserName);

/** Parsers of runners that tell failures alone: where such a log does not name a test, it has passed. */
export const FAILURES_ALONE: ReadonlySet<string> = new Set<LogParserName>([
  'parse_log_bpmn_js',
  'parse_log_chart_js',
  'parse_log_eslint',
  'parse_log_marked',
  'parse_log_openlayers',
  'parse_log_p5js',
]);

const JEKYLL: Readonly<Record<string, LogParserName>> = {
  '8047': 'parse_log_minitest',
  '8167': 'parse_log_minitest',
  '9141': 'parse_log_minitest',
  '8761': 'parse_log_cucumber',
  '8771': 'parse_log_cucumber',
};

const IMMUTABLE_JS: Readonly<Record<string, LogParserName>> = {
  '2005': 'parse_log_jest_json',
  '2006': 'parse_log_jest',
};

/**
 * The parser that a row's `log_parser` means for its instance: some names stand for several runners, told apart by
 * the pull request's number or by the version. A name that stays although the instance is not among those known
 * throws when a log is read, as it does officially.
 */
export function parserFor(
  name: LogParserName,
  { instanceId, version }: { readonly instanceId: string; readonly version: string },
): LogParserName {
  const parts = instanceId.split('-');
  switch (name) {
    case 'parse_log_jekyll':
      return JEKYLL[parts[1] ?? ''] ?? name;
    case 'parse_log_immutable_js':
      return IMMUTABLE_JS[parts.at(-1) ?? ''] ?? name;
    case 'parse_log_next':
      return version === '1.27' ? 'parse_log_next_cypress' : name;
    case 'parse_log_lighthouse':
      return lighthouseParser(version);
    default:
      return name;
  }
}

function lighthouseParser(version: string): LogParserName {
  if (['9.5', '10.0', '10.2'].includes(version)) return 'parse_log_lighthouse_mocha';
  const number = version.trim() === '' ? Number.NaN : Number(version);
  if (Number.isNaN(number)) return 'parse_log_lighthouse';
  return number >= 3 ? 'parse_log_carbon' : 'parse_log_lighthouse_json';
}

function ofUnknown(what: string): LogParser {
  return () => {
    throw new UnreadableLog(`ValueError: the log parser is chosen by ${what} that is not among those known`);
  };
}

function isLogParserName(name: string): name is LogParserName {
  return Object.hasOwn(LOG_PARSERS, name);
}
