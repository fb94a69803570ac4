import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { exchangesFor, exchangeTexts } from '../../../../scripts/dev-set/eval-script.ts';
import { instanceRow } from '../../../../scripts/dev-set/rows.ts';
import { unittestNames } from '../../../../scripts/dev-set/unittest-names.ts';
import { COMMIT, devInstance, OFFICIAL_COMMIT } from './dev-instance.ts';

describe('the exchanges of an eval script', () => {
  test('are the commit alone where the release has the tests and the program that runs them', () => {
    const instance = devInstance({}, { test_cmd: 'python3 ./tests/run.py a' });
    expect(exchangesFor(instance, COMMIT)).toEqual([
      { what: 'commit', official: OFFICIAL_COMMIT, here: COMMIT },
    ]);
  });

  test('name the test command where the release needs another', () => {
    const instance = devInstance({}, { test_cmd: 'python3 -m pytest a' });
    expect(exchangesFor(instance, COMMIT)).toContainEqual({
      what: 'test command',
      official: './tests/run.py a',
      here: 'python3 -m pytest a',
    });
  });

  test("leave pytest's own command, which the environment has as a program", () => {
    const eval_script = devInstance().official.eval_script.replace('./tests/run.py a', 'pytest -rA a');
    const instance = devInstance({ eval_script }, { test_cmd: 'python3 -m pytest -rA a' });
    expect(exchangesFor(instance, COMMIT).map(({ what }) => what)).toEqual(['commit']);
  });

  test("put sympy's verdict on a file onto its own line, and keep the status of the tests", () => {
    const official = 'X=1 bin/test -C --verbose a';
    const runner = `bash -c 'echo "test_a ok"; echo "test_b ok        [OK]"; echo "a[1] F [FAIL]" >&2; exit 1'`;
    const eval_script = devInstance().official.eval_script.replace('./tests/run.py a', official);
    const instance = devInstance({ eval_script }, { test_cmd: runner });
    const command = exchangesFor(instance, COMMIT).find(({ what }) => what === 'test command')?.here ?? '';
    const output = execFileSync('bash', ['-c', `set -o pipefail\n${command}\necho $?`], { encoding: 'utf8' });
    expect(output).toBe('test_a ok\ntest_b ok\n[OK]\na[1] F\n[FAIL]\n1\n');
  });

  test('name the hidden tests where they were rebased', () => {
    const instance = { ...devInstance(), testPatch: 'diff --git a/t b/t\n+$& rebased\n' };
    const script = exchangeTexts(instance.official.eval_script, exchangesFor(instance, COMMIT));
    expect(script).toContain("<<'EOF'\ndiff --git a/t b/t\n+$& rebased\n");
    expect(script).not.toContain('+official');
  });

  test('leave every other line as it was', () => {
    const instance = devInstance();
    const script = exchangeTexts(instance.official.eval_script, exchangesFor(instance, COMMIT));
    expect(script.replaceAll(COMMIT, OFFICIAL_COMMIT)).toBe(instance.official.eval_script);
    expect(script).not.toContain(OFFICIAL_COMMIT);
  });

  test('made in order on the official script give the script of the row', () => {
    const instance = devInstance({}, { test_cmd: 'python3 -m pytest a' });
    const row = instanceRow({ instance, image: { name: 'image:1', commit: COMMIT } });
    expect(row.eval_script).toBe(
      exchangeTexts(instance.official.eval_script, exchangesFor(instance, COMMIT)),
    );
    expect(row).toMatchObject({
      base_commit: COMMIT,
      image: 'image:1',
      FAIL_TO_PASS: ['a'],
      PASS_TO_PASS: ['b'],
    });
  });

  test('cannot be made where the text is not there', () => {
    expect(() => exchangeTexts('x', [{ what: 'commit', official: 'y', here: 'z' }])).toThrow('its commit');
  });
});

describe('the names of Django tests', () => {
  test.each([
    ['3.2', 2],
    ['4.0', 1],
    ['4.1', 1],
    ['4.2', 1],
    ['5.0', 0],
  ])('for version %s take %i changes of unittest', (version, changes) => {
    const steps = unittestNames(devInstance({ repo: 'django/django', version }));
    expect(steps.filter((step) => step.startsWith('sed'))).toHaveLength(changes);
  });

  test('concern no other project', () => {
    expect(unittestNames(devInstance({ repo: 'sympy/sympy', version: '1.1' }))).toEqual([]);
  });
});
