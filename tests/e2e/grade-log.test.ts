import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { troop } from '../support/run-main.ts';
import { patchOf } from '../support/small-repository.ts';

describe('troop grade --log', () => {
  const row = {
    instance_id: 'octo__calc-1',
    patch: '',
    eval_script: 'true',
    FAIL_TO_PASS: ['t.py::a'],
    PASS_TO_PASS: '["t.py::b"]',
    log_parser: 'parse_log_pytest',
    eval_type: 'pass_and_fail',
  };
  const log = [
    '>>>>> Start Test Output',
    'PASSED t.py::a',
    'PASSED t.py::b',
    '>>>>> End Test Output',
    '',
  ].join('\n');

  function files(name: string, rows: string, text: string | Buffer = log) {
    const folder = mkdtempSync(join(tmpdir(), 'troop-grade-log-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const paths = {
      row: join(folder, name),
      log: join(folder, 'test_output.txt'),
      patch: join(folder, 'fix.diff'),
    };
    writeFileSync(paths.row, rows);
    writeFileSync(paths.log, text);
    writeFileSync(paths.patch, patchOf('counts down'));
    return paths;
  }

  test('prints the official report, every status, and what is suspect, without a store', async () => {
    const { row: file, log: path, patch } = files('row.json', JSON.stringify(row));
    const argv = ['grade', '--log', path, '--instance', file, '--patch', patch, '--json'];
    const { status, stdout } = await troop([...argv, '--store', '/nonexistent/troop.db'], {
      DOCKER_HOST: 'tcp://127.0.0.1:1',
    });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      'octo__calc-1': {
        patch_is_None: false,
        patch_exists: true,
        patch_successfully_applied: true,
        resolved: true,
        infra_failure: false,
        tests_status: {
          FAIL_TO_PASS: { success: ['t.py::a'], failure: [] },
          PASS_TO_PASS: { success: ['t.py::b'], failure: [] },
          FAIL_TO_FAIL: { success: [], failure: [] },
          PASS_TO_FAIL: { success: [], failure: [] },
        },
        verdict: 'resolved',
        cause: null,
        statuses: { 't.py::a': 'PASSED', 't.py::b': 'PASSED' },
        suspect: null,
        infrastructure: null,
      },
    });
  });

  test('says what is suspect, and what failed, to people too', async () => {
    const forged = `${log.replace('PASSED t.py::b', 'FAILED t.py::b')}>>>>> Test Exit Code: 0\n`;
    const { row: file, log: path } = files('row.json', JSON.stringify(row), forged);
    const { stdout } = await troop(['grade', '--log', path, '--instance', file]);
    expect(stdout).toContain('octo__calc-1: unresolved, suspect');
    expect(stdout).toMatch(/PASS_TO_PASS: 0 of 1 passed\n {2}t\.py::b/);
    expect(stdout).toContain("suspect: the tests' command ended with status 0, yet t.py::b failed");
  });

  test('is errored on a log that the official package raises on, and ends with 2', async () => {
    const { row: file, log: path } = files('row.json', JSON.stringify(row), Buffer.from([0xff]));
    const { status, stdout } = await troop(['grade', '--log', path, '--instance', file, '--json']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      'octo__calc-1': {
        verdict: 'errored',
        resolved: false,
        cause: expect.stringContaining('UnicodeDecodeError'),
      },
    });
  });

  test('takes one row of several, and names file and field of what is wrong', async () => {
    const other = { ...row, instance_id: 'octo__calc-2', log_parser: 'parse_log_nobody' };
    const { row: file, log: path } = files(
      'rows.jsonl',
      `${JSON.stringify(row)}\n${JSON.stringify(other)}\n`,
    );
    const argv = ['grade', '--log', path, '--instance', file];
    expect((await troop(argv)).stderr).toMatch(/rows\.jsonl has 2 rows; say which one with --instances ID/);
    expect((await troop([...argv, '--instances', 'octo__calc-1'])).status).toBe(0);
    expect((await troop([...argv, '--instances', 'octo__calc-2'])).stderr).toMatch(
      /rows\.jsonl:2: octo__calc-2 cannot be graded: log_parser: /,
    );
    expect((await troop([...argv, '--instances', 'octo__calc-3'])).stderr).toMatch(
      /has no row for octo__calc-3/,
    );
    appendFileSync(file, 'no json\n');
    const none = await troop([...argv, '--instances', 'octo__calc-3']);
    expect(none.stderr).toMatch(/has no row for octo__calc-3; rows\.jsonl:3: /);
    expect(
      (await troop(['grade', '--log', '/nonexistent', '--instance', file, '--instances', 'octo__calc-1']))
        .stderr,
    ).toMatch(/cannot be read/);
  });
});
