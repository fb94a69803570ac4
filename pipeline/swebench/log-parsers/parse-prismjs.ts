import { z } from 'zod';
import { UnreadableLog } from './unreadable-log.ts';

const COMMAND = './node_modules/.bin/mocha tests/run.js --reporter json';

const tests = z.array(z.object({ fullTitle: z.string() }));
const resultsSchema = z.object({ failures: tests, passes: tests });

/** Prism's mocha with its JSON reporter. Throws UnreadableLog where the JSON is not whole. */
export function parsePrismjs(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  for (const run of log.split(COMMAND).slice(1)) {
    const { failures, passes } = readResults(run);
    for (const { fullTitle } of failures) statuses.set(fullTitle, 'FAILED');
    for (const { fullTitle } of passes) statuses.set(fullTitle, 'PASSED');
  }
  return statuses;
}

function readResults(run: string): z.infer<typeof resultsSchema> {
  const inside = run.slice(run.indexOf('{') + 1);
  const end = inside.lastIndexOf('}');
  try {
    return resultsSchema.parse(JSON.parse(`{${end < 0 ? inside : inside.slice(0, end)}}`));
  } catch (error) {
    throw new UnreadableLog(`JSONDecodeError: no results of mocha behind ${COMMAND}`, { cause: error });
  }
}
