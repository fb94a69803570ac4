import type { RepositoryTests } from './repository-tests.ts';

/** What instances of SWE-bench in Rust run. */
export const RUST_TESTS: RepositoryTests = {
  'burntsushi/ripgrep': [
    {
      command: 'RUSTFLAGS=-Awarnings cargo test --package ripgrep --test integration -- {}',
      tests: {
        '2576': 'regression',
        '2209': 'regression::r2208 --exact',
      },
    },
  ],
  'sharkdp/bat': [
    {
      command: 'RUSTFLAGS=-Awarnings cargo test --package bat --test integration_tests {}',
      tests: {
        '3108 2201': 'pag',
        '2835': 'header',
        '2650': 'map_syntax',
        '2393': 'cache_',
        '2260': 'syntax',
        '1892': 'ignored_suffix_arg',
        '562': 'cache',
      },
    },
  ],
  'astral-sh/ruff': [
    {
      command: 'cargo test --package ruff_linter {}',
      tests: {
        '15626': '--lib rules::flake8_simplify::tests',
        '15543': '--lib rules::pyupgrade',
        '15443': '--lib rules::flake8_bandit',
        '15394': '--lib rules::flake8_pie',
        '15356': '--lib rules::pycodestyle',
        '15330': '--lib rules::eradicate',
        '15309': "'f52'",
      },
    },
  ],
  'tokio-rs/tokio': [
    {
      tests: {
        '6724': 'cargo test --test io_write_all_buf --no-fail-fast',
        '6838': 'cargo test --test uds_stream --no-fail-fast',
        '6752': 'cargo test --test time_delay_queue --no-fail-fast',
        '4867': 'cargo test --test sync_broadcast --no-fail-fast',
        '4898': 'RUSTFLAGS="--cfg tokio_unstable" cargo test --features full --test rt_metrics',
        '6603': 'cargo test --test sync_mpsc --no-fail-fast',
        '6551':
          'RUSTFLAGS="--cfg tokio_unstable" cargo test --features full --test rt_metrics --no-fail-fast',
        '4384':
          'RUSTFLAGS=-Awarnings cargo test --package tokio --test net_types_unwind --features full --no-fail-fast',
        '7139': 'RUSTFLAGS="--cfg tokio_unstable" cargo test --test fs_file --no-fail-fast',
      },
    },
  ],
  'uutils/coreutils': [
    {
      command: 'cargo test {}',
      tests: {
        '6690':
          '--no-fail-fast -- test_cp_cp test_cp_same_file test_cp_multiple_files test_cp_single_file test_cp_no_file',
        '6731': 'backslash --no-fail-fast',
        '6575': 'cksum --no-fail-fast',
        '6682': 'mkdir --no-fail-fast',
        '6377': 'test_env --no-fail-fast',
      },
    },
  ],
  'nushell/nushell': [
    {
      build: ['cargo build'],
      command: 'cargo test -p nu-command --no-fail-fast {}',
      tests: {
        '13246': '--test main find::',
        '13831': 'split_column',
        '13605': 'ls::',
      },
    },
    {
      command: 'cargo test {}',
      tests: {
        '12950': 'external_arguments --no-fail-fast',
        '12901': '--no-fail-fast shell::env',
      },
    },
  ],
  'tokio-rs/axum': [
    {
      command: 'RUSTFLAGS=-Awarnings cargo test --package axum --lib {}',
      tests: {
        '2096 1934': '-- routing::tests::fallback',
        '1730': '-- routing::tests::mod state',
        '1119': 'slash',
        '734': '-- routing::tests::head',
        '691': '-- routing::tests::nest::nesting_router_at_root --exact',
        '682': 'trailing -- with_trailing_slash_post without_trailing_slash_post',
      },
    },
  ],
};
