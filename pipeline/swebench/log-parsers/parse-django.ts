import { PYTHON_SPACE as S, strip, words } from '../python-text.ts';
import { UnreadableLog } from './unreadable-log.ts';

const PASS_ENDINGS = [' ... ok', ' ... OK', ' ...  OK'] as const;
const SPLIT_TEST = '--version is equivalent to version';
/** One migration prints its progress before a test's name, on the same line. */
const MIGRATION_CHATTER = 'Applying sites.0002_alter_domain_unique...test_no_migrations';

/**
 * Django's runner at verbosity 2: `test_x (mod.Class) ... ok`. Output of a test may stand between the dots and the
 * result, so a line that begins with `ok` passes the test that was last announced. Throws UnreadableLog on the
 * heading of a traceback that names no test.
 */
export function parseDjango(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  let announced: string | null = null;
  for (const raw of log.split('\n')) {
    let line = strip(raw);
    if (line.includes(SPLIT_TEST)) statuses.set(SPLIT_TEST, 'PASSED');
    if (line.includes(' ... ')) announced = before(line, ' ... ');
    const ending = PASS_ENDINGS.find((text) => line.endsWith(text));
    if (ending !== undefined) {
      if (line.startsWith(MIGRATION_CHATTER)) line = strip(line.slice(line.indexOf('...') + 3));
      statuses.set(line.slice(0, -ending.length), 'PASSED');
    }
    if (line.includes(' ... skipped')) statuses.set(before(line, ' ... skipped'), 'SKIPPED');
    readFailure(line, 'FAIL', 'FAILED', statuses);
    readFailure(line, 'ERROR', 'ERROR', statuses);
    if (line.startsWith('ok') && announced !== null) statuses.set(announced, 'PASSED');
  }
  for (const name of interruptedTests(log)) statuses.set(name, 'PASSED');
  return statuses;
}

/** A failure is told twice: behind the dots, and as the heading of its traceback. */
function readFailure(line: string, word: string, status: string, statuses: Map<string, string>): void {
  if (line.endsWith(` ... ${word}`)) statuses.set(before(line, ` ... ${word}`), status);
  if (!line.startsWith(`${word}:`)) return;
  const name = words(line)[1];
  if (name === undefined) throw new UnreadableLog(`IndexError: no test's name behind ${word}:`);
  statuses.set(name, status);
}

const LINE_START = String.raw`(?<=\n|(?<![\s\S]))`;
const LINE_END = String.raw`(?=\n|(?![\s\S]))`;
const ANNOUNCED = String.raw`${LINE_START}([^\n]*?)${S}\.\.\.${S}`;
const SILENCED = / silenced\)\.\nok(?=\n|(?![\s\S]))/g;

/**
 * Tests whose result was pushed to a line of its own by one of three known messages. JavaScript's `^`, `$` and `.`
 * know more line ends than Python's, hence the spelt-out ones.
 */
function interruptedTests(log: string): string[] {
  // Past the last end of the first message its pattern would search the rest of the log from every start.
  const lastSilenced = [...log.matchAll(SILENCED)].at(-1);
  const silencedPart = lastSilenced ? log.slice(0, lastSilenced.index + lastSilenced[0].length) : '';
  const messages: [string, string][] = [
    [String.raw`Testing against Django installed in [\s\S]*? silenced\)\.\nok`, silencedPart],
    [String.raw`Internal Server Error: /[^\n]*/\nok`, log],
    [String.raw`System check identified no issues \(0 silenced\)\nok`, log],
  ];
  return messages.flatMap(([pattern, text]) =>
    [...text.matchAll(new RegExp(ANNOUNCED + pattern + LINE_END, 'g'))].map((match) => match[1] ?? ''),
  );
}

function before(line: string, separator: string): string {
  return line.slice(0, line.indexOf(separator));
}
