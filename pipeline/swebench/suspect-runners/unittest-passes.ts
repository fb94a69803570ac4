import { some } from './some.ts';
import { isTestId, type UnittestLog } from './unittest-log.ts';

const FAILED_MODULE = /^(\S+) \(unittest\.loader\._FailedTest\b/;
const LONE_STATUS = /^(?:skipped |expected failure$|unexpected success$)/;

/** Listed tests that the official parser calls passed, though the runner says of each that it did not pass. */
export function contradictedPasses(
  lines: readonly string[],
  log: UnittestLog,
  passed: ReadonlySet<string>,
): string[] {
  const listedAsFailed = new Set(log.blocks.flatMap(({ id, isAroundTest }) => (isAroundTest ? [] : [id])));
  const overruled = overruledPasses(lines, log);
  const tests = [...passed];
  const told = (names: readonly string[], what: string) =>
    names.length > 0 ? [`${some(names)} ${names.length > 1 ? 'are' : 'is'} shown as ok, yet ${what}`] : [];
  return [
    ...told(
      tests.filter((test) => listedAsFailed.has(test)),
      'the runner lists it as failed',
    ),
    ...told(
      tests.filter((test) => isTestId(test) && wasNotBegun(test, log)),
      'what its class or module needs had failed before it',
    ),
    ...told(
      tests.filter((test) => !isTestId(test) && isShownTooOften(test, log)),
      'fewer tests with that docstring can have passed',
    ),
    ...told(
      tests.filter((test) => overruled.has(test)),
      'the line below says otherwise',
    ),
  ];
}

/** No test runs where setting up its class or module, or loading its module, failed. */
function wasNotBegun(test: string, { blocks }: UnittestLog): boolean {
  const [, method = '', owner = ''] = /^(\S+) \(([\w.]+)\)$/.exec(test) ?? [];
  // Python 3.11 and later name the method behind its class again.
  const owners = owner.endsWith(`.${method}`) ? [owner, owner.slice(0, -method.length - 1)] : [owner];
  return blocks.some(({ id }) => {
    const unloaded = FAILED_MODULE.exec(id)?.[1];
    if (unloaded !== undefined) return owner.startsWith(`${unloaded}.`);
    const [, fixture, place = ''] = /^(setUpClass|setUpModule) \((.+)\)$/.exec(id) ?? [];
    if (fixture === 'setUpClass') return owners.includes(place);
    // A module's tests are told from those of a module inside it by their classes' depth.
    return fixture === 'setUpModule' && owners.some((name) => name.replace(/\.[^.]*$/, '') === place);
  });
}

/**
 * Several tests may have one docstring, so the lines that say `ok` are held against the tests that were announced
 * with it and neither failed nor were skipped.
 */
function isShownTooOften(docstring: string, { results, blocks, isDjango }: UnittestLog): boolean {
  const lines = results.filter(({ name }) => name === docstring);
  const ok = lines.filter(({ status }) => status === 'ok').length;
  const bearers = new Set(lines.flatMap(({ bearer }) => bearer ?? []));
  const failed = blocks.filter((block) => block.docstring === docstring).map(({ id }) => id);
  // Other runners than Django's show a docstring alone, also where a failure is listed.
  if (bearers.size === 0) return ok > 0 && (isDjango || failed.length > 0);
  const around = new Set(blocks.flatMap(({ id, isAroundTest }) => (isAroundTest ? [id] : [])));
  const others = lines.filter(({ status }) => status !== 'ok').flatMap(({ bearer }) => bearer ?? []);
  const notPassed = new Set([...failed, ...others].filter((id) => !around.has(id)));
  const most = [...bearers].filter((id) => !notPassed.has(id)).length;
  return Math.max(ok, 1) > most;
}

/**
 * A test that prints `ok` has its own status on the next line. Before Python 3.11 a class that is skipped leaves the
 * same text behind the test above it, hence a skip counts only where names show a later version.
 */
function overruledPasses(lines: readonly string[], { results }: UnittestLog): ReadonlySet<string> {
  const isLater = results.some(({ name, bearer }) => /^(\S+) \([\w.]+\.\1\)$/.test(bearer ?? name));
  const names = new Set<string>();
  let announced = '';
  lines.forEach((line, at) => {
    const cut = line.indexOf(' ... ');
    if (cut >= 0) announced = line.slice(0, cut).trim();
    const above = lines[at - 1] ?? '';
    if (!LONE_STATUS.test(line) || !(above.startsWith('ok') || above.endsWith(' ... ok'))) return;
    if (isLater || !line.startsWith('skipped')) names.add(announced);
  });
  return names;
}
