import type { Fix } from './fix.ts';

const GRAMMAR = String.raw`var fieldContentRegExp = /^[\u0009\u0020-\u007e\u0080-\u00ff]+$/;`;
const NAME_REFUSED = '!fieldContentRegExp.test(name)';
const VALUE_REFUSED = 'value && !fieldContentRegExp.test(value)';
const DOMAIN_REFUSED = '!fieldContentRegExp.test(opt.domain)';
const PATH_REFUSED = '!fieldContentRegExp.test(opt.path)';

interface Checks {
  readonly helpers: string;
  /** JavaScript conditions under which an input is refused; the base's own where there is none. */
  readonly name?: string;
  readonly value?: string;
  readonly domain?: string;
  readonly path?: string;
}

function refusing({
  helpers,
  name = NAME_REFUSED,
  value = VALUE_REFUSED,
  domain = DOMAIN_REFUSED,
  path = PATH_REFUSED,
}: Checks): Fix['replacements'] {
  return [
    [GRAMMAR, `${GRAMMAR}\n\n${helpers}`],
    [NAME_REFUSED, name],
    [VALUE_REFUSED, value],
    [DOMAIN_REFUSED, domain],
    [PATH_REFUSED, path],
  ];
}

const IS_MADE_OF = `function isMadeOf(text, allows) {
  return String(text).split('').every(function (c) { return c > ' ' && c < '\\x7f' && allows(c); });
}`;
const IS_TOKEN = String.raw`function isToken(text) {
  return String(text) !== '' && isMadeOf(text, function (c) { return !'()<>@,;:\\"/[]?={}'.includes(c); });
}`;
const IS_VALUE = String.raw`function isValue(text) {
  var inner = String(text);
  if (inner.length > 1 && inner[0] === '"' && inner[inner.length - 1] === '"') inner = inner.slice(1, -1);
  return isMadeOf(inner, function (c) { return !'",;\\'.includes(c); });
}`;
const IS_HOST = `function isHost(text) {
  return String(text).split('.').every(function (label) {
    return label.length < 64 && /^[a-z0-9-]+$/i.test(label) && label[0] !== '-' && !label.endsWith('-');
  });
}`;
const IS_PATH = `function isPath(text) {
  return isMadeOf(String(text).replace(/ /g, '_'), function (c) { return c !== ';'; });
}`;

const RIGHT: Required<Checks> = {
  helpers: [IS_MADE_OF, IS_TOKEN, IS_VALUE, IS_HOST, IS_PATH].join('\n\n'),
  name: '!isToken(name)',
  value: '!isValue(value)',
  domain: `!isHost(String(opt.domain).replace(/^\\./, ''))`,
  path: '!isPath(opt.path)',
};

export const COOKIE_FIXES: readonly Fix[] = [
  {
    title: 'like the published fix: no leading dot, and a printable character missing from paths',
    file: 'index.js',
    replacements: refusing({
      ...RIGHT,
      domain: '!isHost(opt.domain)',
      path: `!isPath(opt.path) || opt.path.includes('<')`,
    }),
    caughtBy: [
      'host names may stand as a domain, with and without a leading dot',
      'every other printable character may stand in a path',
    ],
  },
  {
    title: 'semicolons forbidden beside control characters, and nothing else',
    file: 'index.js',
    replacements: refusing({
      helpers: String.raw`function injects(text) { return /[\x00-\x1f;\x7f]/.test(text); }`,
      name: `injects(name) || ${NAME_REFUSED}`,
      value: 'injects(value)',
      domain: 'injects(opt.domain)',
      path: 'injects(opt.path)',
    }),
    caughtBy: [
      'a name with a separator is refused',
      'a quote inside an encoded value is refused',
      'a path with a control character or beyond ASCII is refused',
      'a domain with a character of no host name is refused',
    ],
  },
  {
    title: 'the value trusted, since encoding makes it safe',
    file: 'index.js',
    replacements: refusing({ ...RIGHT, value: VALUE_REFUSED }),
    caughtBy: [
      'an encoded value with a character of the header itself is refused',
      'a quote inside an encoded value is refused',
      'an encoded value beyond ASCII is refused',
    ],
  },
  {
    title: 'a custom encoding judged by what goes into it',
    file: 'index.js',
    replacements: refusing({ ...RIGHT, value: 'opt.encode && !isValue(val)' }),
    caughtBy: [
      'an encoded value with a character of the header itself is refused',
      'values are encoded as before',
    ],
  },
  {
    title: 'a quote allowed at either end of a value, with or without its other half',
    file: 'index.js',
    replacements: refusing({ ...RIGHT, value: `!isValue(String(value).replace(/^"|"$/g, ''))` }),
    caughtBy: ['a quote inside an encoded value is refused'],
  },
  {
    title: 'a domain judged by its characters alone',
    file: 'index.js',
    replacements: refusing({ ...RIGHT, domain: '!/^[a-z0-9.-]+$/i.test(opt.domain)' }),
    caughtBy: [
      'a domain with an empty label is refused',
      'a domain whose label begins or ends with a hyphen is refused',
      'a domain whose label is too long is refused',
    ],
  },
  {
    title: 'a right one: every place takes its input apart by hand',
    file: 'index.js',
    replacements: refusing(RIGHT),
    caughtBy: [],
  },
];
