// @ts-nocheck: the package under test has no types
'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');
const ip = require('./');

function assertPrivate(...addresses) {
  for (const address of addresses) {
    assert.equal(ip.isPrivate(address), true, `isPrivate(${address})`);
    assert.equal(ip.isPublic(address), false, `isPublic(${address})`);
  }
}

function assertPublic(...addresses) {
  for (const address of addresses) {
    assert.equal(ip.isPrivate(address), false, `isPrivate(${address})`);
    assert.equal(ip.isPublic(address), true, `isPublic(${address})`);
  }
}

function assertLoopback(expected, ...addresses) {
  for (const address of addresses) assert.equal(ip.isLoopback(address), expected, `isLoopback(${address})`);
}

test('hexadecimal parts stand for their address', () => {
  assertPrivate('0x7f.0.0.1', '0x7F.0x0.0x0.0x1', '0X0a.1.2.3', '0xc0.0xa8.0.1', '172.0x10.0.1', '0xa9.0xfe.1.1');
});

test('octal parts stand for their address', () => {
  assertPrivate('0177.0.0.1', '012.1.2.3', '0300.0250.1.1', '172.020.1.1', '0251.0376.0251.0376', '00177.0.0.01');
});

test('an address of two or three parts stands for its address', () => {
  assertPrivate('127.1', '127.0.1', '10.1', '10.0.258', '192.168.257', '192.11010049', '172.1048577', '0x7f.1');
});

test('an address written as one number stands for its address', () => {
  assertPrivate('2130706433', '0x7f000001', '017700000001', '167772161', '3232235777', '0xac100001', '2852039166');
});

test('an IPv4 address in the hexadecimal groups of a mapped IPv6 address is seen', () => {
  assertPrivate('::ffff:7f00:1', '::FFFF:0a00:0001', '::ffff:c0a8:101', '::ffff:ac10:1', '::ffff:a9fe:a9fe');
});

test('a mapped IPv6 address may be written out in full', () => {
  assertPrivate(
    '0:0:0:0:0:ffff:127.0.0.1',
    '0000:0000:0000:0000:0000:FFFF:10.0.0.1',
    '0:0::ffff:192.168.1.1',
    '0:0:0:0:0:ffff:ac10:1',
  );
});

test('the IPv6 loopback and unspecified addresses may be written out', () => {
  assertPrivate('0:0:0:0:0:0:0:1', '0000:0000:0000:0000:0000:0000:0000:0001', '::0001', '0::1', '000:0:0000::01');
  assertPrivate('0:0:0:0:0:0:0:0', '::0', '0::');
});

test('isLoopback sees through the notations of IPv4', () => {
  assertLoopback(true, '0x7f.0.0.1', '0177.0.0.1', '127.1', '2130706433', '0x7f000001');
  assertLoopback(false, '0x0a.0.0.1', '012.0.0.1', '10.1', '167772161', '0x08080808', '128.1');
});

test('isLoopback sees through the notations of IPv6', () => {
  assertLoopback(true, '0:0:0:0:0:0:0:1', '::0001', '::FFFF:127.0.0.1', '::ffff:7f00:1', '0:0:0:0:0:ffff:127.0.0.1');
  assertLoopback(false, '0:0:0:0:0:0:0:2', '::ffff:a00:1', '0:0:0:0:0:ffff:10.0.0.1');
});

test('public addresses in unusual notations are public', () => {
  assertPublic('0x8.8.8.8', '010.8.8.8', '0127.0.0.1', '0x0808.8', '8.8', '134744072', '0x08080808', '01002004010');
  assertPublic('172.16', '192.168', '10', '169.254', '0x7f');
  assertPublic('::ffff:808:808', '0:0:0:0:0:ffff:8.8.8.8', '2001:4860:4860:0:0:0:0:8888');
});

test('private IPv4 addresses in the usual notation are private', () => {
  assertPrivate('127.0.0.1', '127.255.255.254', '10.0.0.0', '10.255.255.255', '192.168.0.1', '169.254.169.254');
  assertPrivate('172.16.0.0', '172.20.1.1', '172.31.255.255', '::ffff:127.0.0.1', '::fFFf:192.168.1.1');
});

test('neighbours of the private networks are public', () => {
  assertPublic('9.255.255.255', '11.0.0.0', '126.255.255.255', '128.0.0.1', '172.15.255.255', '172.32.0.0');
  assertPublic('192.167.255.255', '192.169.0.0', '169.253.1.1', '169.255.1.1', '8.8.8.8', '::ffff:8.8.8.8');
});

test('IPv6 addresses in the usual notation keep their answer', () => {
  assertPrivate('::1', '::', 'fc00::1', 'fd12:3456:789a::1', 'FD00::1', 'fe80::1', 'fe80::200:f8ff:fe21:67cf');
  assertPublic('2001:4860:4860::8888', '2606:4700::1111', '::2', 'fe00::1', '1::1', '::1:0');
  assertLoopback(true, '::1', '::', 'fe80::1', '127.0.0.1', '127.8.8.8', '::ffff:127.0.0.1');
  assertLoopback(false, '::2', 'fe80::2', '8.8.8.8', '10.0.0.1', '1::1');
});

test('conversions between text, numbers and bytes stay as they are', () => {
  assert.equal(ip.toLong('127.0.0.1'), 2130706433);
  assert.equal(ip.fromLong(4294967295), '255.255.255.255');
  assert.deepEqual([...ip.toBuffer('192.168.1.1')], [192, 168, 1, 1]);
  assert.equal(ip.toString(ip.toBuffer('::1')), '::1');
  assert.equal(ip.toBuffer('::ffff:127.0.0.1').toString('hex'), '00000000000000000000ffff7f000001');
  assert.throws(() => ip.toBuffer('nonsense'), /Invalid ip address/);
});

test('masks, subnets and comparisons stay as they are', () => {
  assert.equal(ip.mask('192.168.1.134', '255.255.255.0'), '192.168.1.0');
  assert.equal(ip.cidr('192.168.1.134/26'), '192.168.1.128');
  assert.equal(ip.cidrSubnet('192.168.1.134/26').contains('192.168.1.180'), true);
  assert.equal(ip.cidrSubnet('192.168.1.134/26').contains('192.168.1.195'), false);
  assert.equal(ip.isEqual('127.0.0.1', '::ffff:127.0.0.1'), true);
  assert.equal(ip.isEqual('127.0.0.1', '::ffff:127.0.0.2'), false);
  assert.equal(ip.isV4Format('127.0.0.1') && ip.isV6Format('::1'), true);
});

test('the address of this machine can be asked for', () => {
  assert.equal(ip.loopback(), '127.0.0.1');
  assert.equal(ip.loopback('ipv6'), 'fe80::1');
  assert.equal(ip.isV4Format(ip.address()), true);
});
