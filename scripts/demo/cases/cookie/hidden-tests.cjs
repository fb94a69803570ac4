// @ts-nocheck: the package under test has no types
'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const cookie = require('./');

const label = (length) => 'a'.repeat(length);

function assertRefused(make, inputs) {
  for (const input of inputs) {
    assert.throws(() => make(input), TypeError, `${JSON.stringify(input)} is let through`);
  }
}

const withName = (name) => cookie.serialize(name, 'v');
const withValue = (value) => cookie.serialize('n', 'v', { encode: () => value });
const withDomain = (domain) => cookie.serialize('n', 'v', { domain });
const withPath = (path) => cookie.serialize('n', 'v', { path });

test('a name with a separator is refused', () => {
  assertRefused(withName, [...'()<>@,;:\\"/[]?={} \t'].map((separator) => `a${separator}b`));
});

test('a name beyond ASCII is refused', () => {
  assertRefused(withName, ['a\u0080', 'caf\u00e9', '\u00ff', 'a\u007fb']);
});

test('an encoded value with a character of the header itself is refused', () => {
  assertRefused(withValue, ['a;b', 'a; HttpOnly', 'a,b', 'a b', 'a\tb', 'a\\b']);
});

test('a quote inside an encoded value is refused', () => {
  assertRefused(withValue, ['a"b', '"a', 'a"', '"a"b"', '"']);
});

test('an encoded value beyond ASCII is refused', () => {
  assertRefused(withValue, ['\u00e9', 'a\u0080', 'a\u00ff', '"\u00e9"']);
});

test('a path with a semicolon is refused', () => {
  assertRefused(withPath, ['/; Domain=evil.example', '/a;b', ';', '/;']);
});

test('a path with a control character or beyond ASCII is refused', () => {
  assertRefused(withPath, ['/a\tb', '/caf\u00e9', '/\u0080', '/\u00ff']);
});

test('a domain with a character of no host name is refused', () => {
  assertRefused(withDomain, ['example.com; Secure', 'a b.com', 'a_b.com', 'a/b', 'a:80', 'b\u00fccher.example', '*.com']);
});

test('a domain with an empty label is refused', () => {
  assertRefused(withDomain, ['a..b', '..a.com', '.', 'example.com.', '.a.com.']);
});

test('a domain whose label begins or ends with a hyphen is refused', () => {
  assertRefused(withDomain, ['-a.com', 'a-.com', 'a.-com', 'a.com-', '.-a.com']);
});

test('a domain whose label is too long is refused', () => {
  assertRefused(withDomain, [label(64), `${label(64)}.com`, `a.${label(64)}`, `.${label(64)}.com`]);
});

test('every token character may stand in a name', () => {
  for (const name of ['foo', "!#$%&'*+-.^_`|~", '__Host-id', '__Secure-id', '0', 'A']) {
    assert.equal(withName(name), `${name}=v`);
  }
});

test('every cookie octet may stand in an encoded value, and quotes around it', () => {
  const octets = "!#$%&'()*+-./0123456789:<=>?@ABCXYZ[]^_`abcxyz{|}~";
  for (const value of [octets, `"${octets}"`, '', '""', 'a=b']) assert.equal(withValue(value), `n=${value}`);
});

test('values are encoded as before', () => {
  assert.equal(cookie.serialize('n', 'a; b, "c" \u00e9\\'), 'n=a%3B%20b%2C%20%22c%22%20%C3%A9%5C');
  assert.equal(cookie.serialize('n', ''), 'n=');
  const dashes = (value) => value.replace(/[^a-z]/g, '-');
  assert.equal(cookie.serialize('n', 'a;b c', { encode: dashes }), 'n=a-b-c');
});

test('every other printable character may stand in a path', () => {
  for (const path of ['/', '/a b', '/~x?y=1&z="2"<3>', "/!#$%'()*+,-.:=@[\\]^_`{|}", 'relative']) {
    assert.equal(withPath(path), `n=v; Path=${path}`);
  }
});

test('host names may stand as a domain, with and without a leading dot', () => {
  const longest = `${label(63)}.com`;
  for (const domain of ['example.com', '.example.com', 'localhost', 'A-1.b2.Example', '3com.com', 'xn--bcher-kva.example', longest, `.${longest}`]) {
    assert.equal(withDomain(domain), `n=v; Domain=${domain}`);
  }
});

test('what was refused before still is', () => {
  assertRefused(withName, ['', 'a\nb', 'a\0']);
  assertRefused(withValue, ['a\nb', '\0']);
  assertRefused(withPath, ['/\n', '/\0']);
  assertRefused(withDomain, ['a\n.com', 'a.com\0']);
});

test('the other options stay as they are', () => {
  const options = { maxAge: 60, domain: 'a.com', path: '/', httpOnly: true, secure: true, sameSite: 'lax', priority: 'high' };
  const attributes = 'Max-Age=60; Domain=a.com; Path=/; HttpOnly; Secure; Priority=High; SameSite=Lax';
  assert.equal(cookie.serialize('n', 'v', options), `n=v; ${attributes}`);
  assert.equal(cookie.serialize('n', 'v', { domain: '', path: '' }), 'n=v');
});

test('parsing stays as it is', () => {
  assert.deepEqual({ ...cookie.parse('a=1; b="2"; c=%20; a=3; x y=4') }, { a: '1', b: '2', c: ' ', 'x y': '4' });
});
