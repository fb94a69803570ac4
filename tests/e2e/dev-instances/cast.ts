/** What the model of the tests says to one instance: recorded candidates by source, recorded test scripts by id. */
export interface Part {
  readonly instanceId: string;
  /** A candidate that is recorded as resolved, and one that is not. */
  readonly right: string;
  readonly wrong: string;
  /** Scripts that samples 0, 1 and 2 end with. */
  readonly tests: readonly [string, string, string];
  readonly selectingTest: string;
  /** Which candidate the selecting agent picks. */
  readonly picks: 'right' | 'wrong';
}

/** Small suites in three log formats; their files are among those that the context mode asks about. */
export const CAST: readonly Part[] = [
  {
    instanceId: 'django__django-11790',
    right: 'Agentless/sample_0',
    wrong: 'MEA',
    tests: ['t1', 't3', 't5'],
    selectingTest: 't6',
    picks: 'right',
  },
  {
    // The right one makes a new file beside the change.
    instanceId: 'django__django-12700',
    right: 'SWE-agent/cost_2_2',
    wrong: 'aider/multi',
    tests: ['t1', 't2', 't3'],
    selectingTest: 't6',
    picks: 'right',
  },
  {
    // t4 passes on base and has no vote; the wrong one breaks t1 and passes t6.
    instanceId: 'sympy__sympy-20154',
    right: 'devin',
    wrong: 'AutoCodeRover/acr-run-1',
    tests: ['t1', 't6', 't4'],
    selectingTest: 't5',
    picks: 'right',
  },
  {
    instanceId: 'sympy__sympy-23262',
    right: 'moatless/20240623_moatless_claude-3.5-sonnet',
    wrong: 'AutoCodeRover/acr-run-1',
    tests: ['t1', 't3', 't5'],
    selectingTest: 't6',
    picks: 'right',
  },
  {
    // The wrong one changes another file and passes all six scripts: only the hidden tests tell.
    instanceId: 'sphinx-doc__sphinx-7975',
    right: 'AutoCodeRover/acr-run-3',
    wrong: 'moatless/20240617_moatless_gpt-4o-2024-05-13',
    tests: ['t1', 't2', 't3'],
    selectingTest: 't6',
    picks: 'wrong',
  },
];
