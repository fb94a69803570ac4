import type { Fix } from './fix.ts';

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

export const MINIMIST_FIXES: readonly Fix[] = [
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
