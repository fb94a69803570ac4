/** A fix as somebody might write it: texts of one file that are replaced, each found exactly once. */
export interface Fix {
  readonly title: string;
  readonly file: string;
  readonly replacements: readonly (readonly [search: string, replace: string])[];
  /** Titles of the hidden tests that must catch it, among others perhaps; empty for a right fix. */
  readonly caughtBy: readonly string[];
}

const WALK = `            if (key === '__proto__') return;
            if (o[key] === undefined) o[key] = {};`;
const LAST = `        var key = keys[keys.length - 1];
        if (key === '__proto__') return;`;
const END = 'function isNumber (x) {';

function guardedBy(condition: string, helper: string): Fix['replacements'] {
  return [
    [WALK, `            if (${condition}) return;\n            if (o[key] === undefined) o[key] = {};`],
    [LAST, `        var key = keys[keys.length - 1];\n        if (${condition}) return;`],
    [END, `${helper}\n\n${END}`],
  ];
}

const MINIMIST: readonly Fix[] = [
  {
    title: 'the published fix, which guards the constructor alone',
    file: 'index.js',
    replacements: guardedBy(
      'reachesConstructor(o, key)',
      `function reachesConstructor (o, key) {
    return key === '__proto__' || (key === 'constructor' && typeof o[key] === 'function');
}`,
    ),
    caughtBy: [
      'methods that every object inherits are not changed',
      'methods of a list in the result are not changed',
    ],
  },
  {
    title: 'a list of three forbidden names',
    file: 'index.js',
    replacements: guardedBy(
      'forbidden(key)',
      `function forbidden (key) {
    return ['__proto__', 'constructor', 'prototype'].indexOf(key) !== -1;
}`,
    ),
    caughtBy: ['methods that every object inherits are not changed'],
  },
  {
    title: 'own properties alone, on lists and primitives as well',
    file: 'index.js',
    replacements: [
      [
        WALK,
        `            if (key === '__proto__') return;
            if (!Object.prototype.hasOwnProperty.call(o, key)) o[key] = {};`,
      ],
    ],
    caughtBy: [
      'methods of a stored number or string are not changed',
      'a name that reaches for a method of the positional list does not disturb later arguments',
    ],
  },
  {
    title: 'a right one: options that meet an inherited value are dropped',
    file: 'index.js',
    replacements: guardedBy(
      'isInherited(o, key)',
      `function isInherited (o, key) {
    return o[key] !== undefined && !Object.prototype.hasOwnProperty.call(Object(o), key);
}`,
    ),
    caughtBy: [],
  },
];

const IS_PRIVATE = 'ip.isPrivate = function (addr) {';
const IS_LOOPBACK = 'ip.isLoopback = function (addr) {';

const READ_PARTS = `function readParts(addr) {
  return addr.split('.').map((part) => (/^0[0-7]/.test(part) ? parseInt(part, 8) : Number(part)));
}`;

const IP: readonly Fix[] = [
  {
    title: 'like the published fix: loopback told by its first characters, ranges by the number',
    file: 'lib/ip.js',
    replacements: [
      [
        IS_PRIVATE,
        `${READ_PARTS}

${IS_PRIVATE}
  if (ip.isLoopback(addr)) return true;
  if (!ip.isV6Format(addr)) {
    const parts = readParts(addr);
    const last = parts.pop();
    addr = ip.fromLong(parts.reduce((sum, part, i) => sum + part * 256 ** (3 - i), last));
  }`,
      ],
      [
        `    || /^(::f{4}:)?127\\.([0-9]{1,3})\\.([0-9]{1,3})\\.([0-9]{1,3})$/i.test(addr)
`,
        '',
      ],
      [
        IS_LOOPBACK,
        `${IS_LOOPBACK}
  if (/^0177\\./.test(addr) || /^0x7f\\./i.test(addr)) return true;
  if (!/[.:]/.test(addr)) addr = ip.fromLong(Number(addr));`,
      ],
    ],
    caughtBy: [
      'an address of two or three parts stands for its address',
      'a mapped IPv6 address may be written out in full',
    ],
  },
  {
    title: 'each of four parts read by its prefix, and nothing else',
    file: 'lib/ip.js',
    replacements: [
      [
        IS_PRIVATE,
        `${READ_PARTS}

${IS_PRIVATE}
  if (addr.split('.').length === 4 && !addr.includes(':')) addr = readParts(addr).join('.');`,
      ],
      [
        IS_LOOPBACK,
        `${IS_LOOPBACK}
  if (addr.split('.').length === 4 && !addr.includes(':')) addr = readParts(addr).join('.');`,
      ],
    ],
    caughtBy: [
      'an address written as one number stands for its address',
      'isLoopback sees through the notations of IPv6',
    ],
  },
  {
    title: 'every unusual notation called private',
    file: 'lib/ip.js',
    replacements: [
      [IS_PRIVATE, `${IS_PRIVATE}\n  if (!ip.isV4Format(addr) && !ip.isV6Format(addr)) return true;`],
    ],
    caughtBy: [
      'public addresses in unusual notations are public',
      'isLoopback sees through the notations of IPv4',
    ],
  },
  {
    title: 'a right one: the parser of URLs knows all notations',
    file: 'lib/ip.js',
    replacements: [
      [
        IS_PRIVATE,
        `function asUrlHost(addr) {
  try {
    const { hostname } = new URL(addr.includes(':') ? \`http://[\${addr}]/\` : \`http://\${addr}/\`);
    const host = hostname.replace(/^\\[|\\]$/g, '');
    const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(host);
    return mapped ? ip.fromLong(parseInt(mapped[1], 16) * 65536 + parseInt(mapped[2], 16)) : host;
  } catch {
    return addr;
  }
}

${IS_PRIVATE}
  addr = asUrlHost(addr);`,
      ],
      [IS_LOOPBACK, `${IS_LOOPBACK}\n  addr = asUrlHost(addr);`],
    ],
    caughtBy: [],
  },
];

const POSIX_REGEX = String.raw`/^(\/?|)([\s\S]*?)((?:\.{1,2}|[^\/]+?|)(\.[^.\/]*|))(?:[\/]*)$/`;
const WIN32_REGEX = String.raw`/^([\s\S]*?)((?:\.{1,2}|[^\\\/]+?|)(\.[^.\/\\]*|))(?:[\\\/]*)$/`;
const POSIX_SPLIT = '  return splitPathRe.exec(filename).slice(1);';
const WIN32_SPLIT = '  var result2 = splitTailRe.exec(tail),';

/** Finds the base name by its last separator, then lets a small expression take it apart. */
const SPLIT_TAIL = String.raw`function splitTail(tail, separators) {
  var end = tail.length;
  while (end > 0 && separators.indexOf(tail[end - 1]) >= 0) end--;
  var start = 0;
  for (var i = 0; i < separators.length; i++) {
    if (end > 0) start = Math.max(start, tail.lastIndexOf(separators[i], end - 1) + 1);
  }
  var base = /^(?:\.{1,2}|[\s\S]+?|)(\.[^.]*|)$/.exec(tail.slice(start, end));
  return [end ? tail.slice(0, start) : '', base[0], base[1]];
}`;
const POSIX_BY_HAND = `${SPLIT_TAIL}

function posixSplitPath(filename) {
  var root = filename[0] === '/' ? '/' : '';
  return [root].concat(splitTail(filename.slice(root.length), '/'));`;

const PATH_PARSE: readonly Fix[] = [
  {
    title: 'like the published fix: a greedy directory, which swallows trailing separators',
    file: 'index.js',
    replacements: [
      [POSIX_REGEX, String.raw`/^(\/?)((?:[^\/]*\/)*)((?:\.{1,2}|[^\/]+?|)(\.[^.\/]*|))[\/]*$/`],
      [WIN32_REGEX, String.raw`/^((?:[^\\\/]*[\\\/])*)((?:\.{1,2}|[^\\\/]+?|)(\.[^.\/\\]*|))[\\\/]*$/`],
    ],
    caughtBy: [
      'posix: every short path gives the same parts',
      'win32: every short path gives the same parts',
    ],
  },
  {
    title: 'one flavour alone',
    file: 'index.js',
    replacements: [[`function posixSplitPath(filename) {\n${POSIX_SPLIT}`, POSIX_BY_HAND]],
    caughtBy: ['win32: a run of separators before a name is read in linear time'],
  },
  {
    title: 'trailing separators stripped by an expression that tries every run',
    file: 'index.js',
    replacements: [
      [
        `function posixSplitPath(filename) {\n${POSIX_SPLIT}`,
        POSIX_BY_HAND.replace(
          'filename.slice(root.length)',
          String.raw`filename.slice(root.length).replace(/\/+$/, '')`,
        ),
      ],
      [WIN32_SPLIT, String.raw`  var result2 = [''].concat(splitTail(tail.replace(/[\\\/]+$/, ''), '\\/')),`],
    ],
    caughtBy: [
      'posix: a run of slashes before a name is read in linear time',
      'win32: a run of separators before a name is read in linear time',
    ],
  },
  {
    title: 'a right one: by the last separator',
    file: 'index.js',
    replacements: [
      [`function posixSplitPath(filename) {\n${POSIX_SPLIT}`, POSIX_BY_HAND],
      [WIN32_SPLIT, String.raw`  var result2 = [''].concat(splitTail(tail, '\\/')),`],
    ],
    caughtBy: [],
  },
];

/** By package name. */
export const FIXES: Readonly<Record<string, readonly Fix[]>> = {
  minimist: MINIMIST,
  ip: IP,
  'path-parse': PATH_PARSE,
};
