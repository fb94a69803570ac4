import type { Fix } from './fix.ts';

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

export const PATH_PARSE_FIXES: readonly Fix[] = [
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
