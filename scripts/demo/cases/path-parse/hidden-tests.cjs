// @ts-nocheck: the package under test has no types
'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const vm = require('node:vm');
const parse = require('./');

const LENGTH = 300_000;
// A parser that reads the path a few times needs some ten milliseconds for it, a quadratic one a minute and more.
const LIMIT_MS = 1_200;

function within(action) {
  globalThis.action = action;
  return vm.runInThisContext('action()', { timeout: LIMIT_MS });
}

function parts(root, dir, base, ext = '', name = base) {
  return { root, dir, base, ext, name };
}

// What 1.0.6 answers, and so the reference for short paths.
const REFERENCE = {
  posix(path) {
    const [, root, dir, base, ext] = /^(\/?|)([\s\S]*?)((?:\.{1,2}|[^\/]+?|)(\.[^.\/]*|))(?:[\/]*)$/.exec(path);
    return parts(root, root + dir.slice(0, -1), base, ext, base.slice(0, base.length - ext.length));
  },
  win32(path) {
    const [, device = '', slash = '', tail] =
      /^([a-zA-Z]:|[\\\/]{2}[^\\\/]+[\\\/]+[^\\\/]+)?([\\\/])?([\s\S]*?)$/.exec(path);
    const [, dir, base, ext] = /^([\s\S]*?)((?:\.{1,2}|[^\\\/]+?|)(\.[^.\/\\]*|))(?:[\\\/]*)$/.exec(tail);
    const root = device + slash;
    return parts(root, root + dir.slice(0, -1), base, ext, base.slice(0, base.length - ext.length));
  },
};

function* words(alphabet, length) {
  if (length === 0) return yield '';
  for (const word of words(alphabet, length - 1)) for (const letter of alphabet) yield word + letter;
}

/** Compares with the reference on every path of at most `longest` pieces. */
function assertSame(flavour, alphabet, longest) {
  for (let length = 0; length <= longest; length++) {
    for (const path of words(alphabet, length)) {
      assert.deepEqual(parse[flavour](path), REFERENCE[flavour](path), `${flavour}: ${JSON.stringify(path)}`);
    }
  }
}

test('posix: a run of slashes before a name is read in linear time', () => {
  const slashes = '/'.repeat(LENGTH);
  assert.deepEqual(within(() => parse.posix(`${slashes}x`)), parts('/', slashes.slice(1), 'x'));
  assert.deepEqual(within(() => parse.posix(`a${slashes}b.c`)), parts('', `a${slashes.slice(1)}`, 'b.c', '.c', 'b'));
});

test('posix: a long directory name is read in linear time', () => {
  const long = 'a'.repeat(LENGTH);
  assert.deepEqual(within(() => parse.posix(`${long}/b`)), parts('', long, 'b'));
});

test('posix: a directory name full of dots is read in linear time', () => {
  const dots = '.a'.repeat(LENGTH / 2);
  assert.deepEqual(within(() => parse.posix(`/${dots}/x.y`)), parts('/', `/${dots}`, 'x.y', '.y', 'x'));
});

test('win32: a run of separators before a name is read in linear time', () => {
  const run = '\\'.repeat(LENGTH);
  assert.deepEqual(within(() => parse.win32(`c:${run}x`)), parts('c:\\', `c:${run.slice(1)}`, 'x'));
  const mixed = '\\/'.repeat(LENGTH / 2);
  assert.deepEqual(within(() => parse.win32(`a${mixed}b`)), parts('', `a${mixed.slice(0, -1)}`, 'b'));
});

test('win32: a long directory name is read in linear time', () => {
  const long = 'a'.repeat(LENGTH);
  assert.deepEqual(within(() => parse.win32(`${long}\\b.c`)), parts('', long, 'b.c', '.c', 'b'));
});

test('win32: a directory name full of dots is read in linear time', () => {
  const dots = '.'.repeat(LENGTH);
  assert.deepEqual(within(() => parse.win32(`C:\\${dots}\\b`)), parts('C:\\', `C:\\${dots}`, 'b'));
});

test('long paths that were fast stay fast', () => {
  const long = 'a'.repeat(LENGTH);
  assert.deepEqual(within(() => parse.posix(long)), parts('', '', long));
  assert.deepEqual(within(() => parse.posix(`x${'/'.repeat(LENGTH)}`)), parts('', '', 'x'));
  assert.deepEqual(within(() => parse.posix(`${'a/'.repeat(LENGTH)}b`)).base, 'b');
  assert.deepEqual(within(() => parse.posix('a.'.repeat(LENGTH))).ext, '.');
  assert.deepEqual(within(() => parse.win32(`\\\\a${'\\'.repeat(LENGTH)}`)), parts('\\', '\\', 'a'));
  assert.deepEqual(within(() => parse.win32(`\\\\a\\b\\${'c\\'.repeat(LENGTH)}d`)).base, 'd');
});

test('posix: ordinary paths give the same parts', () => {
  assert.deepEqual(parse.posix('/home/user/file.txt'), parts('/', '/home/user', 'file.txt', '.txt', 'file'));
  assert.deepEqual(parse.posix('/foo'), parts('/', '/', 'foo'));
  assert.deepEqual(parse.posix('/foo/bar/'), parts('/', '/foo', 'bar'));
  assert.deepEqual(parse.posix('./a dir//another&File.'), parts('', './a dir/', 'another&File.', '.', 'another&File'));
  assert.deepEqual(parse.posix('C:\\foo'), parts('', '', 'C:\\foo'));
});

test('posix: every short path gives the same parts', () => {
  assertSame('posix', ['/', '.', 'a'], 7);
  assertSame('posix', ['/', '.', '\n', '\\', 'é'], 4);
});

test('win32: ordinary paths give the same parts', () => {
  assert.deepEqual(parse.win32('C:\\path\\index.html'), parts('C:\\', 'C:\\path', 'index.html', '.html', 'index'));
  assert.deepEqual(parse.win32('\\\\server\\share\\file'), parts('\\\\server\\share\\', '\\\\server\\share\\', 'file'));
  assert.deepEqual(parse.win32('\\\\?\\UNC\\server\\share'), parts('\\\\?\\UNC\\', '\\\\?\\UNC\\server', 'share'));
  assert.deepEqual(parse.win32('c:dir/file.tar.gz'), parts('c:', 'c:dir', 'file.tar.gz', '.gz', 'file.tar'));
});

test('win32: every short path gives the same parts', () => {
  assertSame('win32', ['/', '\\', '.', 'a', ':'], 5);
  assertSame('win32', ['\\\\', 's\\', '.', 'C:', '\n'], 5);
});

test('the main export is the flavour of this machine', () => {
  const own = process.platform === 'win32' ? parse.win32 : parse.posix;
  for (const path of ['/foo/bar.baz', 'C:\\foo\\bar.baz', 'a/b']) assert.deepEqual(parse(path), own(path));
});

test('arguments that are not strings are refused', () => {
  for (const flavour of [parse.posix, parse.win32]) {
    for (const wrong of [null, {}, true, 1, undefined]) {
      assert.throws(() => flavour(wrong), { name: 'TypeError', message: /^Parameter 'pathString' must be a string, not/ });
    }
  }
});
