import type { LogParserName } from './log-parsers/registry.ts';

/** What is known of a repository that SWE-bench draws instances from. */
export interface KnownRepository {
  /** Reads the logs of its test runner; the name that newer rows carry in `log_parser`. */
  readonly logParser: LogParserName;
  /** A name of domain/language.ts: what a test script for it is written in. */
  readonly language: string;
}

/** By owner and name, case ignored as code hosts do; null where nothing is known. */
export function repositoryOf(name: string): KnownRepository | null {
  return REPOSITORIES.get(name.toLowerCase()) ?? null;
}

const BY_LANGUAGE: Readonly<Record<string, Readonly<Record<string, LogParserName>>>> = {
  python: {
    'astropy/astropy': 'parse_log_astropy',
    'django/django': 'parse_log_django',
    'marshmallow-code/marshmallow': 'parse_log_marshmallow',
    'matplotlib/matplotlib': 'parse_log_matplotlib',
    'mwaskom/seaborn': 'parse_log_seaborn',
    'pallets/flask': 'parse_log_flask',
    'psf/requests': 'parse_log_requests',
    'pvlib/pvlib-python': 'parse_log_pvlib',
    'pydata/xarray': 'parse_log_xarray',
    'pydicom/pydicom': 'parse_log_pydicom',
    'pylint-dev/astroid': 'parse_log_astroid',
    'pylint-dev/pylint': 'parse_log_pylint',
    'pytest-dev/pytest': 'parse_log_pytest',
    'pyvista/pyvista': 'parse_log_pyvista',
    'scikit-learn/scikit-learn': 'parse_log_scikit',
    'sphinx-doc/sphinx': 'parse_log_sphinx',
    'sqlfluff/sqlfluff': 'parse_log_sqlfluff',
    'sympy/sympy': 'parse_log_sympy',
  },
  // TypeScript projects too: their images run a test script in JavaScript without a compiler.
  javascript: {
    'alibaba-fusion/next': 'parse_log_next',
    'automattic/wp-calypso': 'parse_log_calypso',
    'axios/axios': 'parse_log_tap',
    'babel/babel': 'parse_log_jest',
    'bpmn-io/bpmn-js': 'parse_log_bpmn_js',
    'carbon-design-system/carbon': 'parse_log_carbon',
    'chartjs/chart.js': 'parse_log_chart_js',
    'diegomura/react-pdf': 'parse_log_react_pdf',
    'eslint/eslint': 'parse_log_eslint',
    'facebook/docusaurus': 'parse_log_jest',
    'googlechrome/lighthouse': 'parse_log_lighthouse',
    'grommet/grommet': 'parse_log_grommet',
    'highlightjs/highlight.js': 'parse_log_highlightjs',
    'immutable-js/immutable-js': 'parse_log_immutable_js',
    'markedjs/marked': 'parse_log_marked',
    'mrdoob/three.js': 'parse_log_tap',
    'openlayers/openlayers': 'parse_log_openlayers',
    'preactjs/preact': 'parse_log_karma',
    'prettier/prettier': 'parse_log_carbon',
    'prismjs/prism': 'parse_log_prismjs',
    'processing/p5.js': 'parse_log_p5js',
    'quarto-dev/quarto-cli': 'parse_log_quarto_cli',
    'scratchfoundation/scratch-gui': 'parse_log_carbon',
    'vuejs/core': 'parse_log_vitest',
  },
  c: {
    'jqlang/jq': 'parse_log_jq',
    'micropython/micropython': 'parse_log_micropython_test',
    'redis/redis': 'parse_log_redis',
    'valkey-io/valkey': 'parse_log_redis',
  },
  'c++': {
    'fmtlib/fmt': 'parse_log_googletest',
    'nlohmann/json': 'parse_log_doctest',
  },
  go: {
    'caddyserver/caddy': 'parse_log_gotest',
    'gin-gonic/gin': 'parse_log_gotest',
    'gohugoio/hugo': 'parse_log_gotest',
    'hashicorp/terraform': 'parse_log_gotest',
    'prometheus/prometheus': 'parse_log_gotest',
  },
  java: {
    'apache/druid': 'parse_log_maven',
    'apache/lucene': 'parse_log_gradle_custom',
    'google/gson': 'parse_log_maven',
    'javaparser/javaparser': 'parse_log_maven',
    'projectlombok/lombok': 'parse_log_ant',
    'reactivex/rxjava': 'parse_log_gradle_custom',
  },
  php: {
    'briannesbitt/carbon': 'parse_log_phpunit',
    'laravel/framework': 'parse_log_phpunit',
    'php-cs-fixer/php-cs-fixer': 'parse_log_phpunit',
    'phpoffice/phpspreadsheet': 'parse_log_phpunit',
  },
  ruby: {
    'faker-ruby/faker': 'parse_log_ruby_unit',
    'fastlane/fastlane': 'parse_log_rspec_transformed_json',
    'fluent/fluentd': 'parse_log_ruby_unit',
    'jekyll/jekyll': 'parse_log_jekyll',
    'jordansissel/fpm': 'parse_log_rspec_transformed_json',
    'rubocop/rubocop': 'parse_log_rspec_transformed_json',
  },
  rust: {
    'astral-sh/ruff': 'parse_log_cargo',
    'burntsushi/ripgrep': 'parse_log_cargo',
    'nushell/nushell': 'parse_log_cargo',
    'sharkdp/bat': 'parse_log_cargo',
    'tokio-rs/axum': 'parse_log_cargo',
    'tokio-rs/tokio': 'parse_log_cargo',
    'uutils/coreutils': 'parse_log_cargo',
  },
};

const REPOSITORIES: ReadonlyMap<string, KnownRepository> = new Map(
  Object.entries(BY_LANGUAGE).flatMap(([language, parsers]) =>
    Object.entries(parsers).map(([name, logParser]) => [name, { logParser, language }]),
  ),
);
