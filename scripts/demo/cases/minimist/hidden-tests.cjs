// @ts-nocheck: the package under test has no types
'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const { test } = require('node:test');
const parse = require('./');

// Runs in a process of its own, since a successful attack would change the test runner as well. Whatever it needs
// after the call is taken before it. Accessors are compared, never called.
const PROBE = `
const { apply, ownKeys, getPrototypeOf, getOwnPropertyDescriptor } = Reflect;
const { is } = Object;
const stringify = JSON.stringify, write = process.stdout.write.bind(process.stdout);
const parse = require('./');
const roots = [Object, Function, Array, String, Number, Boolean, Symbol, BigInt, Date, RegExp, Error, Map, Set,
  Promise, JSON, Math, Reflect, parseInt, parseFloat, parse];
const seen = new Set();
const snapshot = [];
function visit(value) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function') || seen.has(value)) return;
  seen.add(value);
  const keys = ownKeys(value);
  const entry = { value, keys, parent: getPrototypeOf(value), found: keys.map((k) => getOwnPropertyDescriptor(value, k)) };
  snapshot.push(entry);
  visit(entry.parent);
  for (const d of entry.found) { visit(d.value); visit(d.get); visit(d.set); }
}
roots.forEach(visit);
function unchanged({ value, keys, parent, found }) {
  const now = ownKeys(value);
  if (now.length !== keys.length || getPrototypeOf(value) !== parent) return false;
  for (let i = 0; i < keys.length; i++) {
    const d = getOwnPropertyDescriptor(value, keys[i]);
    if (!d || !is(d.value, found[i].value) || d.get !== found[i].get || d.set !== found[i].set) return false;
  }
  return true;
}
const args = JSON.parse(process.argv[1]);
let argv = null, thrown = null;
try { argv = parse(args); } catch (error) { thrown = error; }
let changed = 0;
for (let i = 0; i < snapshot.length; i++) if (!unchanged(snapshot[i])) changed += 1;
if (changed === 0) write(stringify({ changed, thrown: thrown && thrown.message, positional: argv && argv._ }));
else write('{"changed":' + changed + '}');
`;

function probe(args) {
  const child = spawnSync(process.execPath, ['-e', PROBE, JSON.stringify(args)], {
    cwd: __dirname,
    encoding: 'utf8',
    timeout: 20_000,
  });
  assert.equal(child.status, 0, `the process ended with ${child.status}: ${child.stderr}`);
  return JSON.parse(child.stdout);
}

/** Parsing leaves no trace in the process, and the other argument arrives. */
function assertContained(...args) {
  assert.deepEqual(probe([...args, '--', 'rest']), { changed: 0, thrown: null, positional: ['rest'] }, args.join(' '));
}

test('a prototype reached through a method of the positional list is not changed', () => {
  assertContained('--_.concat.constructor.prototype.polluted', 'yes');
  assertContained('--_.concat.constructor.prototype.call=1');
});

test('functions of a constructor are not replaced', () => {
  assertContained('--constructor.keys', 'x');
  assertContained('--a.b', '1', '--a.constructor.assign=x');
});

test('methods that every object inherits are not changed', () => {
  assertContained('--toString.call', 'x');
  assertContained('--valueOf.polluted=yes');
});

test('methods inherited by an object inside the result are not changed', () => {
  assertContained('--a.b', '1', '--a.hasOwnProperty.call', 'x');
  assertContained('--a.b.c.toString.polluted', 'yes');
});

test('methods of a stored number or string are not changed', () => {
  assertContained('--a', '1', '--a.toFixed.polluted', 'yes');
  assertContained('--a', 'text', '--a.trim.call', 'x');
  assertContained('--a', '--a.valueOf.polluted=yes');
});

test('methods of a list in the result are not changed', () => {
  assertContained('--_.push.polluted', 'yes');
  assertContained('--a', '1', '--a', '2', '--a.map.call', 'x');
});

test('a negated option changes nothing outside of the result', () => {
  assertContained('--no-toString.call');
  assertContained('--no-_.slice.polluted');
});

test('a name that reaches for a method of the positional list does not disturb later arguments', () => {
  const found = probe(['--_.push.polluted', 'yes', 'foo', 'bar']);
  assert.deepEqual(found, { changed: 0, thrown: null, positional: ['foo', 'bar'] });
});

test('the guarded ways to Object.prototype stay closed', () => {
  assertContained('--__proto__.polluted', 'yes');
  assertContained('--a.__proto__.polluted=yes');
  assertContained('--constructor.prototype.polluted', 'yes');
});

test('dotted options make nested objects', () => {
  const argv = parse(['--a.b', '22', '--a.c.d', 'x', '--e.f', '--no-e.g']);
  assert.deepEqual(argv, { _: [], a: { b: 22, c: { d: 'x' } }, e: { f: true, g: false } });
});

test('repeated options make lists, dotted ones too', () => {
  const argv = parse(['-x', '1', '-x', '2', '--a.b', '1', '--a.b', '2', '--a.b', '3']);
  assert.deepEqual(argv, { _: [], x: [1, 2], a: { b: [1, 2, 3] } });
});

test('dotted defaults are filled in and can be overridden', () => {
  assert.deepEqual(parse([], { default: { 'a.b': 11 } }), { _: [], a: { b: 11 } });
  assert.deepEqual(parse(['--a.b', '22', '--a.c', '9'], { default: { 'a.b': 11, 'a.d': 1 } }), {
    _: [],
    a: { b: 22, c: 9, d: 1 },
  });
});

test('aliases reach dotted names', () => {
  const argv = parse(['--a.b', '22'], { default: { 'a.b': 11 }, alias: { 'a.b': 'aa.bb' } });
  assert.deepEqual(argv, { _: [], a: { b: 22 }, aa: { bb: 22 } });
});

test('boolean and string options keep their types', () => {
  const argv = parse(['--flag', 'rest', '--text', '007', '-n', '8', '--on=false'], {
    boolean: ['flag', 'on'],
    string: 'text',
  });
  assert.deepEqual(argv, { _: ['rest'], flag: true, on: false, text: '007', n: 8 });
});

test('short options group and take values', () => {
  assert.deepEqual(parse(['-abc', '-n5', '-k=v', '-h', 'host']), {
    _: [],
    a: true,
    b: true,
    c: true,
    n: 5,
    k: 'v',
    h: 'host',
  });
});

test('arguments after two dashes and unknown ones go where they went', () => {
  assert.deepEqual(parse(['--a', '1', '--', '--b', 'c'], { '--': true }), { _: [], a: 1, '--': ['--b', 'c'] });
  const unknown = [];
  const argv = parse(['--known', '1', '--other.name', 'x', 'y'], {
    string: 'known',
    unknown: (arg) => {
      unknown.push(arg);
      return false;
    },
  });
  assert.deepEqual(argv, { _: [], known: '1' });
  assert.deepEqual(unknown, ['--other.name', 'y']);
});
