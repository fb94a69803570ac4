import type { Rules } from '../../fake-server/rules.ts';

const GUARD_AT = '    part = untilde(pointer[p++])';

function jsonpointerEdit(guard: string): string {
  return `<edit>\n<<<<<<< CHANGE jsonpointer.js\n${GUARD_AT}\n=======\n${GUARD_AT}\n${guard}\n>>>>>>>\n</edit>`;
}

/** Prints for each pointer whether it reached another object; `more` are pointers beside those of the issue. */
function pollutionScript(...more: string[]): string {
  const pointers = ['/__proto__/polluted', '/constructor/prototype/polluted', ...more];
  return `<test>
const { get, set } = require('./jsonpointer');
let bad = 0;
for (const pointer of ${JSON.stringify(pointers)}) {
  try { set({ a: {} }, pointer, 1); } catch (error) { console.log('threw', error.message); }
  const reached = {}.polluted === 1;
  delete Object.prototype.polluted;
  console.log(pointer, 'reached another object:', reached);
  if (reached) bad += 1;
}
const plain = { a: 1 };
set(plain, '/a', 2);
if (get(plain, '/a') !== 2) process.exit(1);
process.exit(bad > 0 ? 2 : 0);
</test>`;
}

/** What was published: only the first key is looked at. */
const PUBLISHED =
  "    if (p === 2 && (part === '__proto__' || (part === 'constructor' && pointer[2] === 'prototype'))) return obj";
const RIGHT =
  "    if (part === '__proto__' || part === 'constructor' || part === 'prototype') return undefined";
/** Sets nothing that is not there yet. */
const BREAKS = '    if (!Object.prototype.hasOwnProperty.call(obj, part)) return';

/** Three samples: the right fix, the published one, and the shortest, which breaks what works. */
export const JSONPOINTER: Rules = rules('jsonpointer.js', [
  { edit: jsonpointerEdit(RIGHT), script: pollutionScript('/a/b/c') },
  { edit: jsonpointerEdit(PUBLISHED), script: pollutionScript() },
  { edit: jsonpointerEdit(BREAKS), script: pollutionScript('/a/constructor/prototype/polluted') },
]);

const RETURN = '    return Parser(format, extra_types=extra_types)';

function parseEdit(search: string, replace: string): string {
  return `<edit>\n<<<<<<< CHANGE parse.py\n${search}\n=======\n${replace}\n>>>>>>>\n</edit>`;
}

function caseScript(format: string, text: string): string {
  return `<test>
import sys
import parse
found = parse.compile(${format}, case_sensitive=True).parse(${text})
print('found', found)
sys.exit(0 if found is None else 2)
</test>`;
}

/** Two samples: the fix that was published, and one that makes every parser heed the case. */
export const PARSE: Rules = rules('parse.py', [
  {
    edit: parseEdit(RETURN, RETURN.replace(')', ', case_sensitive=case_sensitive)')),
    script: caseScript("'hello {name}'", "'HELLO world'"),
  },
  {
    edit: parseEdit(
      '    def __init__(self, format, extra_types=None, case_sensitive=False):',
      '    def __init__(self, format, extra_types=None, case_sensitive=True):',
    ),
    script: caseScript("'{}b'", "'aB'"),
  },
]);

interface Sample {
  readonly edit: string;
  readonly script: string;
}

/** A scenario for the fake server: one file is relevant, each sample writes its script and its edit and is content. */
function rules(relevant: string, samples: readonly Sample[]): Rules {
  const verdict = '<verdict>relevant</verdict>\n<summary>The code of the issue.</summary>';
  const choice =
    '<reason>\nOnly the first also keeps keys deeper in the pointer from the prototype.\n</reason>\n<choice>1</choice>';
  return {
    rules: [
      { when: { role: 'relevance', contains: `<file path="${relevant}">` }, answer: { text: verdict } },
      { when: { role: 'relevance' }, answer: { text: '<verdict>not relevant</verdict>' } },
      ...samples.flatMap(({ edit, script }, sample) => [
        { when: { role: 'testing', sample, turn: 1 }, answer: { text: script } },
        { when: { role: 'editing', sample, turn: 1 }, answer: { text: edit } },
      ]),
      { when: { role: 'selecting', turn: 1 }, answer: { text: pollutionScript('/a/__proto__/polluted') } },
      { when: { role: 'selecting' }, answer: { text: choice } },
    ],
    otherwise: { text: '<done/>' },
  };
}
