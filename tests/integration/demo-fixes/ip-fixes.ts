import type { Fix } from './fix.ts';

const IS_PRIVATE = 'ip.isPrivate = function (addr) {';
const IS_LOOPBACK = 'ip.isLoopback = function (addr) {';

const READ_PARTS = `function readParts(addr) {
  return addr.split('.').map((part) => (/^0[0-7]/.test(part) ? parseInt(part, 8) : Number(part)));
}`;

export const IP_FIXES: readonly Fix[] = [
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
