import { homedir, tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { configSchema } from '../../../../domain/config.ts';
import { type Machine, withoutMachine } from '../../../../scripts/submission/without-machine.ts';
import { ISSUE } from '../../db/sample-rows.ts';

const KEY = 'sk-not-a-real-key';

function cleaned(
  text: string,
  sandbox: 'docker' | 'process' = 'docker',
  over: Partial<Machine> = {},
): string {
  const config = configSchema.parse({ sandbox });
  return withoutMachine({
    environment: { ACME_API_KEY: KEY, SHORT_TOKEN: 'abc', HOME: '/people/mary', PATH: '/usr/bin' },
    store: '/srv/runs/troop.db',
    run: { id: 1, name: 'night', config, dataset: '/srv/sets/rows.jsonl' },
    issues: [{ ...ISSUE, repository: '/srv/repos/calc' }],
    ...over,
  })(text);
}

describe('places of this machine', () => {
  test.each([
    ['/srv/repos/calc/lib/a.js:3', '<repository>/lib/a.js:3'],
    ['"/srv/sets/rows.jsonl"', '"<dataset>"'],
    ['/srv/runs/troop.db and /srv/runs/other', '<store> and <folder>/other'],
    ['/people/mary/.npmrc', '<home>/.npmrc'],
    [`${process.cwd()}/x`, '<folder>/x'],
  ])('are taken out of %s', (text, expected) => {
    expect(cleaned(text)).toBe(expected);
  });

  test.each(['/srv/repos/calculator', '/testbed/srv/repos/calc', '/people/mary-ann', 'octo/calc', 'abc'])(
    'are not seen in %s, which is no place of it',
    (text) => {
      expect(cleaned(text)).toBe(text);
    },
  );

  test('also where they stand in JSON', () => {
    const dataset = '/srv/my "sets"/rows.jsonl';
    const run = { id: 1, name: 'night', config: configSchema.parse({}), dataset };
    expect(cleaned(JSON.stringify({ dataset }), 'docker', { run })).toBe('{"dataset":"<dataset>"}');
  });

  test('of the process sandbox include its temporary folder, those of a container do not', () => {
    const path = `${tmpdir()}/troop-cell-1/lib/a.js`;
    expect(cleaned(path, 'process')).toBe('<tmp>/troop-cell-1/lib/a.js');
    expect(cleaned(path, 'docker')).toBe(path);
    expect(cleaned(`${homedir()}/x`, 'process')).toBe('<home>/x');
  });
});

test('the values of keys are taken out, wherever they stand', () => {
  expect(cleaned(`Authorization: Bearer ${KEY}`)).toBe('Authorization: Bearer <key>');
});
