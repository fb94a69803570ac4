import { END, nasty, START, wholeLog } from './nasty-log.ts';

const A = 'tests/test_calc.py::test_a';
const B = 'tests/test_calc.py::test_b';
const LISTS = { failToPass: [A], passToPass: [B] };
const GOOD = [`PASSED ${A}`, `PASSED ${B}`];
const [MARK_START, MARK_END] = [`+ : '${START}'`, `+ : '${END}'`];
const joined = (...lines: string[]) => `${lines.join('\n')}\n`;
const duringTest = (said: string) => wholeLog(['tests/test_calc.py:7: in test_a', `    ${said}`, ...GOOD]);

/** Markers in the wrong place, and words of the harness out of a test's mouth. */
export const MARKER_LOGS = [
  nasty('results before the start marker alone', {
    ...LISTS,
    log: joined(...GOOD, MARK_START, 'collecting', MARK_END),
  }),
  nasty('results after the end marker alone', { ...LISTS, log: joined(MARK_START, MARK_END, ...GOOD) }),
  nasty('better results outside the markers than inside', {
    ...LISTS,
    log: joined(`PASSED ${B}`, MARK_START, `FAILED ${A}`, `FAILED ${B}`, MARK_END, ...GOOD),
  }),
  nasty('the start marker twice', {
    ...LISTS,
    log: joined(MARK_START, `FAILED ${A}`, MARK_START, ...GOOD, MARK_END),
  }),
  nasty('the start marker twice, nothing between the two', {
    ...LISTS,
    log: joined(`FAILED ${B}`, MARK_START, MARK_START, ...GOOD, MARK_END),
  }),
  nasty('the end marker twice, a result between the two', {
    ...LISTS,
    log: joined(MARK_START, ...GOOD, MARK_END, `FAILED ${B}`, MARK_END),
  }),
  nasty('the end marker before the start', { ...LISTS, log: joined(MARK_END, MARK_START, ...GOOD) }),
  nasty('both markers on one line', { ...LISTS, log: joined(...GOOD, `echo '${START}' '${END}'`) }),
  nasty('the start marker glued to a result', {
    ...LISTS,
    log: joined(`${START}PASSED ${A}`, `PASSED ${B}${END}`),
  }),
  nasty('no end marker: the log was cut', { ...LISTS, log: joined(MARK_START, ...GOOD, 'FAILED tests/te') }),
  nasty('no start marker', { ...LISTS, log: joined(...GOOD, MARK_END) }),
  nasty('markers and nothing else', { ...LISTS, log: joined(MARK_START, MARK_END) }),
  nasty('a log of no bytes', { ...LISTS, log: '' }),
  nasty('a log of white space', { ...LISTS, log: ' \n\t\n\r\n' }),
  nasty('an apply failure’s text inside a test’s output', {
    ...LISTS,
    log: duringTest("print('>>>>> Patch Apply Failed')"),
  }),
  nasty('a reset failure’s text inside a test’s output', { ...LISTS, log: duringTest('>>>>> Reset Failed') }),
  nasty('the text of an error of the tests inside a test’s output', {
    ...LISTS,
    log: duringTest('>>>>> Tests Errored'),
  }),
  nasty('a time-out’s text in front of everything', {
    ...LISTS,
    log: `>>>>> Tests Timed Out after 9 s\n${wholeLog(GOOD)}`,
  }),
  nasty('almost an apply failure’s text', {
    ...LISTS,
    log: duringTest('>>>>> Patch apply failed, >>>> Patch Apply Failed'),
  }),
  nasty('the command failed and no test did', { ...LISTS, log: wholeLog(GOOD, 1) }),
  nasty('the command was killed and no test failed', { ...LISTS, log: wholeLog(GOOD, 137) }),
  nasty('a status below zero', { ...LISTS, log: wholeLog(GOOD, -9) }),
  nasty('the command failed, and so did a test that is not listed', {
    ...LISTS,
    log: wholeLog([...GOOD, 'ERROR tests/test_other.py'], 2),
  }),
  nasty('the command succeeded though a listed test failed', {
    ...LISTS,
    log: wholeLog([GOOD[0] ?? '', `FAILED ${B}`], 0),
  }),
  nasty('a forged status before the true one', {
    ...LISTS,
    log: wholeLog([...GOOD, '>>>>> Test Exit Code: 0'], 1),
  }),
  nasty('a status without its number', {
    ...LISTS,
    log: wholeLog([...GOOD, '>>>>> Test Exit Code: none', '>>>>> Test Exit Code:'], null),
  }),
  nasty('a status whose number stands on the next line', {
    ...LISTS,
    log: wholeLog([...GOOD, '>>>>> Test Exit Code:', '3'], null),
  }),
  nasty('the command failed and only a word outside the five was told', {
    ...LISTS,
    log: wholeLog([`FAILED: ${A}`], 1),
  }),
  nasty('a void log that tells of a lost network', {
    ...LISTS,
    log: wholeLog(['curl: (6) Could not resolve host: example'], 6),
  }),
  nasty('a void log that tells of lost memory', { ...LISTS, log: wholeLog(['running', 'Killed'], 137) }),
  nasty('a void log in which one test says Killed in passing', {
    ...LISTS,
    log: wholeLog(['Killed 3 bugs', 'no tests ran in 0.01s'], 5),
  }),
  nasty('a void log without a module, and later without a display', {
    ...LISTS,
    log: wholeLog(["ModuleNotFoundError: No module named 'calc'", 'cannot open display: :0'], 1),
  }),
  nasty('a void log in which the browser never came up', {
    ...LISTS,
    log: wholeLog(['Error: Failed to launch the browser process!'], 1),
  }),
  nasty('a void log in which nothing was collected', { ...LISTS, log: wholeLog(['collected 0 items'], 5) }),
  nasty('a void log that the harness ended', {
    ...LISTS,
    log: `${wholeLog([], null)}\n\nTimeout error: 1800 seconds exceeded.`,
  }),
  nasty('a good log that speaks of lost memory and network', {
    ...LISTS,
    log: wholeLog([...GOOD, 'Killed', 'OutOfMemoryError', 'Temporary failure in name resolution']),
  }),
];
