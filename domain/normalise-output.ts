/**
 * Replaces what differs from one execution of the same code to the next by stable words: random parts of temporary
 * paths, memory addresses, process ids, clock times of log lines and measured durations. A duration keeps its
 * magnitude, since a slow answer may be the bug. Numbers that a program prints as its result are left alone: each rule
 * asks for the words or signs that tools put around such a value. Applying it twice changes nothing more.
 */
export function normaliseOutput(output: string): string {
  let text = output;
  for (const { pattern, replace } of RULES) text = text.replace(pattern, replace);
  return text;
}

interface Rule {
  readonly pattern: RegExp;
  readonly replace: (whole: string, ...groups: string[]) => string;
}

const TEMPORARY = String.raw`(?:/private)?(?:/var)?/tmp|/dev/shm|/var/folders/\w\w/[\w+]+/T`;
const UNIT = '(ns|µs|μs|us|ms|msec|milliseconds|s|sec|secs|seconds)';

const RULES: readonly Rule[] = [
  // mkdtemp and its like: a random name, or a random ending after a sign.
  {
    pattern: new RegExp(`((?:${TEMPORARY})/tmp[._-]?)[A-Za-z0-9_]{6,}`, 'g'),
    replace: (_, start = '') => `${start}<random>`,
  },
  {
    pattern: new RegExp(
      String.raw`((?:${TEMPORARY})/[\w.-]*?[-_])(?:[A-Za-z0-9]{6,})(?=$|[/\s'":,;)\]}>])`,
      'gm',
    ),
    replace: (_, start = '') => `${start}<random>`,
  },
  {
    pattern: new RegExp(`((?:${TEMPORARY})/pytest-of-[^/\\s]+/pytest-)\\d+`, 'g'),
    replace: (_, start = '') => `${start}<n>`,
  },
  // `<Foo object at 0x10c3d2e80>`, and what lies where Linux maps heaps, stacks and libraries.
  { pattern: /\bat 0x[0-9a-f]{6,16}\b/gi, replace: () => 'at 0x<address>' },
  { pattern: /\b0x(?:0000)?(?:7f|7e|5[56])[0-9a-f]{10}\b/gi, replace: () => '0x<address>' },
  { pattern: /\(node:\d+\)/g, replace: () => '(node:<pid>)' },
  { pattern: /^==\d+==/gm, replace: () => '==<pid>==' },
  {
    pattern: /^(\[?)\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d,\d{3}/gm,
    replace: (_, start = '') => `${start}<clock>`,
  },
  // `Ran 3 tests in 0.002s`, `1 passed in 0.31s`; whole numbers after "in" may be an answer ("in 5 seconds").
  {
    pattern: new RegExp(String.raw`\b(in )(\d+\.\d+) ?${UNIT}\b`, 'g'),
    replace: (_, word = '', value = '', unit = '') => word + magnitude(value, unit),
  },
  {
    pattern: new RegExp(
      String.raw`\b((?:took|elapsed|duration|time|finished after)(?: time)?(?: was)?[:=]? ?)(\d+(?:\.\d+)?) ?${UNIT}\b`,
      'gi',
    ),
    replace: (_, word = '', value = '', unit = '') => word + magnitude(value, unit),
  },
  {
    pattern: /\((\d+(?:\.\d+)?) ?(ms)\)|\((\d+\.\d+) ?(s)\)/g,
    replace: (_, millis, ms, seconds, s) => `(${magnitude(millis ?? seconds ?? '', ms ?? s ?? '')})`,
  },
  {
    pattern: /\b(duration_ms:? )(\d+(?:\.\d+)?)/g,
    replace: (_, word = '', value = '') => word + magnitude(value, 'ms'),
  },
];

const SECONDS_PER: Readonly<Record<string, number>> = {
  ns: 1e-9,
  µs: 1e-6,
  μs: 1e-6,
  us: 1e-6,
  ms: 1e-3,
  msec: 1e-3,
  milliseconds: 1e-3,
};

/** Powers of ten from one second up: below it, machines differ more than code does. */
function magnitude(value: string, unit: string): string {
  const seconds = Number(value) * (SECONDS_PER[unit.toLowerCase()] ?? 1);
  const limit = [1, 10, 100, 1000].find((most) => seconds < most);
  return limit === undefined ? '<1000 s or more>' : `<under ${limit} s>`;
}
