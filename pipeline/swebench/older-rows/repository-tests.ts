/** What some versions of a repository run to build and to test; facts of swebench 4.1.0. */
export interface TestFacts {
  /** Lines between the test patch and the tests. */
  readonly build?: readonly string[];
  /** `{}` stands for what differs between versions. */
  readonly command?: string;
  /**
   * By versions, parted by spaces; instances of Multilingual have the number of their pull request there. Several
   * texts are several commands.
   */
  readonly tests: Readonly<Record<string, string | readonly string[]>>;
}

/** By repository, in lower case. */
export type RepositoryTests = Readonly<Record<string, readonly TestFacts[]>>;

export interface TestCommands {
  readonly build: readonly string[];
  readonly tests: readonly string[];
}

/** What an instance of this version runs, or null where the version is not known. */
export function commandsOf(facts: readonly TestFacts[], version: string): TestCommands | null {
  for (const { build = [], command = '{}', tests } of facts) {
    for (const [versions, differing] of Object.entries(tests)) {
      if (!versions.split(' ').includes(version)) continue;
      const parts = typeof differing === 'string' ? [differing] : differing;
      // A function, since `$` in a replacement text would have a meaning.
      return { build, tests: parts.map((part) => command.replace('{}', () => part)) };
    }
  }
  return null;
}
