import type { RepositoryTests } from './repository-tests.ts';

/** What instances of SWE-bench in C and C++ run. */
export const C_TESTS: RepositoryTests = {
  'redis/redis': [
    {
      build: ['make distclean', 'make'],
      command: 'TERM=dumb ./runtest --durable --single {}',
      tests: {
        '13115': 'unit/scripting',
        '12472': 'unit/acl --only "/.*ACL GETUSER.*"',
        '12272': 'unit/type/string --only "/.*(GETRANGE|SETRANGE).*"',
        '11734': 'unit/bitops',
        '10764': 'unit/type/zset --only "BZMPOP"',
        '10095': 'unit/type/list --only "/.*(LPOP|RPOP)"',
        '9733': 'unit/introspection-2',
        '10068': 'unit/type/stream --only "/*XTRIM*"',
        '11631': 'unit/geo --only "/.*GEOSEARCH .*"',
        '11510': 'unit/introspection --only "/.*MONITOR.*"',
        '11279': 'unit/acl',
        '13338': 'unit/type/stream-cgroups',
      },
    },
  ],
  'jqlang/jq': [
    {
      build: [
        'git submodule update --init',
        'autoreconf -fi',
        './configure --with-oniguruma=builtin',
        'make clean',
        'touch src/parser.y src/lexer.l',
        'make -j$(nproc)',
      ],
      tests: {
        '2839 2650 2235 2658 2750 2681 2919 2598 2728': 'make check',
      },
    },
  ],
  'nlohmann/json': [
    {
      build: ['mkdir -p build', 'cd build', 'cmake ..', 'make test-udt_cpp11', 'cd ..'],
      tests: {
        '4237': './build/tests/test-udt_cpp11 -s -r=xml',
      },
    },
  ],
  'micropython/micropython': [
    {
      build: [
        'source ./tools/ci.sh',
        'ci_unix_build_helper VARIANT=standard',
        'gcc -shared -o tests/ports/unix/ffi_lib.so tests/ports/unix/ffi_lib.c',
      ],
      tests: {
        '15898': [
          'cd tests',
          'MICROPY_CPYTHON3=python3 MICROPY_MICROPYTHON=../ports/unix/build-standard/micropython ./run-tests.py -i string_format',
        ],
        '13569': [
          'cd tests',
          'MICROPY_CPYTHON3=python3 MICROPY_MICROPYTHON=../ports/unix/build-standard/micropython ./run-tests.py -i try',
        ],
      },
    },
    {
      build: [
        'source ./tools/ci.sh',
        'ci_unix_build_helper VARIANT=standard',
        'gcc -shared -o tests/unix/ffi_lib.so tests/unix/ffi_lib.c',
      ],
      tests: {
        '13039': [
          'cd tests',
          'MICROPY_CPYTHON3=python3 MICROPY_MICROPYTHON=../ports/unix/build-standard/micropython ./run-tests.py -i slice',
        ],
        '12158': [
          'cd tests',
          'MICROPY_CPYTHON3=python3 MICROPY_MICROPYTHON=../ports/unix/build-standard/micropython ./run-tests.py -d thread',
        ],
      },
    },
    {
      build: ['source ./tools/ci.sh', 'ci_unix_build_helper VARIANT=standard'],
      tests: {
        '10095': [
          'cd tests',
          'MICROPY_CPYTHON3=python3 MICROPY_MICROPYTHON=../ports/unix/build-standard/micropython ./run-tests.py -i basics/fun',
        ],
      },
    },
  ],
  'valkey-io/valkey': [
    {
      build: ['make distclean', 'make'],
      command: 'TERM=dumb ./runtest --durable --single {}',
      tests: {
        '928': 'unit/cluster/replica-migration --only "/.*NOREPLICAS.*"',
        '790': 'unit/cluster/cluster-shards',
        '1499': 'unit/introspection-2',
        '1842': 'unit/acl --only "/.*ACL LOAD.*"',
      },
    },
  ],
  'fmtlib/fmt': [
    {
      build: [
        'mkdir -p build',
        'cmake -B build -S .',
        'cmake --build build --parallel $(nproc) --target ranges-test',
      ],
      tests: {
        '3863 3158 2457': 'ctest --test-dir build -V -R ranges-test',
      },
    },
    {
      build: [
        'mkdir -p build',
        'cmake -B build -S .',
        'cmake --build build --parallel $(nproc) --target format-test',
      ],
      tests: {
        '3901 3750 3248 2317 2310': 'ctest --test-dir build -V -R format-test',
      },
    },
    {
      build: [
        'mkdir -p build',
        'cmake -B build -S .',
        'cmake --build build --parallel $(nproc) --target xchar-test',
      ],
      tests: {
        '3272': 'ctest --test-dir build -V -R xchar-test',
      },
    },
    {
      build: [
        'mkdir -p build',
        'cmake -B build -S .',
        'cmake --build build --parallel $(nproc) --target std-test',
      ],
      tests: {
        '3729': 'ctest --test-dir build -V -R std-test',
      },
    },
    {
      build: [
        'mkdir -p build',
        'cmake -B build -S .',
        'cmake --build build --parallel $(nproc) --target printf-test',
      ],
      tests: {
        '1683': 'ctest --test-dir build -V -R printf-test',
      },
    },
  ],
};
