import { suspectPytest } from './suspect-runners/suspect-pytest.ts';
import { suspectSympy } from './suspect-runners/suspect-sympy.ts';
import { suspectUnittest } from './suspect-runners/suspect-unittest.ts';
import type { Verdicts } from './suspect-runners/verdicts.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is removed
const COLOUR = /\x1b\[[0-9;]*m/g;

/** What the text between the markers says that its runner cannot have said; each rule set knows its runner's text. */
export function runnerFaults(region: string, verdicts: Verdicts): string[] {
  const lines = region.replaceAll(COLOUR, '').split('\n');
  return [suspectPytest, suspectUnittest, suspectSympy].flatMap((suspects) => suspects(lines, verdicts));
}
