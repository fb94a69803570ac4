// biome-ignore-all lint/suspicious/noTemplateCurlyInString: bash writes its variables with the same sign.

/** How test scripts of a language are named and run, and by which files the language is known. */
export interface Language {
  readonly name: string;
  /** Ending of a test script's file name, without the dot. */
  readonly scriptEnding: string;
  /** Endings of source files, without the dot. */
  readonly sourceEndings: readonly string[];
  /**
   * Bash that runs a test script from the repository's root and leaves with the script's own status; a build that
   * fails leaves with 1, never with a status that speaks of the issue. `{script}` stands for the file's name.
   */
  readonly runCommand: string;
  /** What the command needs in the image, or on the machine where there is none. */
  readonly needs: string;
}

const PROGRAM = '"${TMPDIR:-/tmp}/troop_check"';

/** Runs a program that was just built; its builder's own failure must not look like the script's word. */
const built = (build: string): string => `${build} || exit 1; ${PROGRAM}`;

/** Shell is last resort too: it is the one that every image has. */
export const SHELL: Language = {
  name: 'shell',
  scriptEnding: 'sh',
  sourceEndings: ['sh', 'bash', 'zsh'],
  // Bash leaves with 2 on a syntax error, which would say that the issue stands.
  runCommand: 'bash -n {script} || exit 1; bash {script}',
  needs: 'bash',
};

export const LANGUAGES: readonly Language[] = [
  {
    name: 'python',
    scriptEnding: 'py',
    sourceEndings: ['py', 'pyi', 'pyx', 'pxd'],
    runCommand: 'python3 {script}',
    needs: 'python3 with what the project imports',
  },
  {
    name: 'javascript',
    // .cjs: CommonJS whatever the repository's package.json says about its own files.
    scriptEnding: 'cjs',
    sourceEndings: ['js', 'cjs', 'mjs', 'jsx'],
    runCommand: 'node {script}',
    needs: 'node, and node_modules where the project has dependencies',
  },
  {
    name: 'typescript',
    scriptEnding: 'ts',
    sourceEndings: ['ts', 'cts', 'mts', 'tsx'],
    runCommand:
      'if [ -x node_modules/.bin/tsx ]; then node_modules/.bin/tsx {script}; else node --experimental-strip-types {script}; fi',
    needs: 'tsx in node_modules, or node 22.6 and newer',
  },
  {
    name: 'go',
    scriptEnding: 'go',
    sourceEndings: ['go'],
    // Not `go run`, which turns every status into 1.
    runCommand: built(`go build -buildvcs=false -o ${PROGRAM} {script}`),
    needs: 'go 1.18 and newer, and the modules in its cache or in vendor/',
  },
  {
    name: 'rust',
    scriptEnding: 'rs',
    sourceEndings: ['rs'],
    runCommand:
      'mkdir -p examples && cp {script} examples/ && cargo build --quiet --offline --example troop_check || exit 1; "${CARGO_TARGET_DIR:-target}/debug/examples/troop_check"',
    needs: 'cargo, with the dependencies fetched',
  },
  {
    name: 'java',
    scriptEnding: 'java',
    sourceEndings: ['java'],
    runCommand:
      'if [ -f pom.xml ]; then mvn -q -o compile; elif [ -f build.gradle ] || [ -f build.gradle.kts ]; then gradle -q --offline classes; fi || exit 1; java -cp "target/classes:build/classes/java/main:.:${CLASSPATH:-}" {script}',
    needs:
      'java 11 and newer, with maven or gradle and their dependencies fetched where the project uses them',
  },
  {
    name: 'kotlin',
    scriptEnding: 'kts',
    sourceEndings: ['kt', 'kts'],
    runCommand: 'kotlinc -cp "${CLASSPATH:-.}" -script {script}',
    needs: 'kotlinc, and the compiled project on CLASSPATH',
  },
  {
    name: 'scala',
    scriptEnding: 'sc',
    sourceEndings: ['scala', 'sc'],
    runCommand: 'scala -cp "${CLASSPATH:-.}" {script}',
    needs: 'scala, and the compiled project on CLASSPATH',
  },
  {
    name: 'c',
    scriptEnding: 'c',
    sourceEndings: ['c', 'h'],
    runCommand: built(`cc -I. -Iinclude -o ${PROGRAM} {script} \${LDLIBS:-}`),
    needs: 'a C compiler as cc; what must be linked goes into LDLIBS by --setup',
  },
  {
    name: 'c++',
    scriptEnding: 'cpp',
    sourceEndings: ['cpp', 'cc', 'cxx', 'hpp', 'hh', 'hxx', 'h', 'ipp'],
    runCommand: built(`c++ -std=c++17 -I. -Iinclude -o ${PROGRAM} {script} \${LDLIBS:-}`),
    needs: 'a C++ compiler as c++; what must be linked goes into LDLIBS by --setup',
  },
  {
    name: 'c#',
    scriptEnding: 'csx',
    sourceEndings: ['cs', 'csx'],
    runCommand: 'dotnet script {script}',
    needs: 'dotnet with the tool dotnet-script',
  },
  {
    name: 'ruby',
    scriptEnding: 'rb',
    sourceEndings: ['rb', 'rake', 'gemspec'],
    runCommand: 'ruby -Ilib {script}',
    needs: 'ruby with the gems that the project requires',
  },
  {
    name: 'php',
    scriptEnding: 'php',
    sourceEndings: ['php', 'inc', 'phtml'],
    runCommand: 'php {script}',
    needs: 'the php command, and vendor/ where the project has dependencies',
  },
  {
    name: 'perl',
    scriptEnding: 'pl',
    sourceEndings: ['pl', 'pm'],
    runCommand: 'perl -Ilib {script}',
    needs: 'perl with the modules that the project uses',
  },
  {
    name: 'lua',
    scriptEnding: 'lua',
    sourceEndings: ['lua'],
    runCommand: 'lua {script}',
    needs: 'lua',
  },
  SHELL,
  {
    name: 'elixir',
    scriptEnding: 'exs',
    sourceEndings: ['ex', 'exs'],
    runCommand: 'if [ -f mix.exs ]; then mix run --no-deps-check {script}; else elixir {script}; fi',
    needs: 'elixir, with the dependencies fetched',
  },
  {
    name: 'erlang',
    scriptEnding: 'escript',
    sourceEndings: ['erl', 'hrl'],
    runCommand: 'escript {script}',
    needs: 'erlang',
  },
  {
    name: 'haskell',
    scriptEnding: 'hs',
    sourceEndings: ['hs', 'lhs'],
    runCommand: 'runghc -i. -isrc {script}',
    needs: 'ghc with the packages that the project uses',
  },
  {
    name: 'ocaml',
    scriptEnding: 'ml',
    sourceEndings: ['ml', 'mli'],
    // The toplevel leaves with 2 on an error of its own.
    runCommand: built(`ocamlfind ocamlopt -linkpkg -o ${PROGRAM} {script}`),
    needs: 'ocaml with ocamlfind',
  },
  {
    name: 'swift',
    scriptEnding: 'swift',
    sourceEndings: ['swift'],
    runCommand: built(`swiftc -o ${PROGRAM} {script}`),
    needs: 'swiftc',
  },
  {
    name: 'dart',
    scriptEnding: 'dart',
    sourceEndings: ['dart'],
    runCommand: 'dart run {script}',
    needs: 'dart, with the packages fetched',
  },
  {
    name: 'julia',
    scriptEnding: 'jl',
    sourceEndings: ['jl'],
    runCommand: 'julia --project=. {script}',
    needs: 'julia, with the project instantiated',
  },
  {
    name: 'r',
    scriptEnding: 'R',
    sourceEndings: ['R', 'r'],
    runCommand: 'Rscript {script}',
    needs: 'R with the packages that the project uses',
  },
  {
    name: 'clojure',
    scriptEnding: 'clj',
    sourceEndings: ['clj', 'cljs', 'cljc'],
    runCommand: 'clojure -M {script}',
    needs: 'the clojure command, with the dependencies fetched',
  },
  {
    name: 'zig',
    scriptEnding: 'zig',
    sourceEndings: ['zig'],
    runCommand: built(`zig build-exe -femit-bin=${PROGRAM} {script}`),
    needs: 'zig',
  },
];

/** Other names of the same languages, in lower case. */
export const LANGUAGE_ALIASES: Readonly<Record<string, string>> = {
  py: 'python',
  python3: 'python',
  js: 'javascript',
  node: 'javascript',
  nodejs: 'javascript',
  ts: 'typescript',
  golang: 'go',
  rs: 'rust',
  rb: 'ruby',
  cpp: 'c++',
  cplusplus: 'c++',
  csharp: 'c#',
  bash: 'shell',
  sh: 'shell',
};
