import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { UsageError } from '../../../domain/errors.ts';
import { readImports } from '../../../scripts/read-imports.ts';

const TAPES = join(import.meta.dirname, '../../tapes/mini-swe-agent');

const PREDICTION = { instance_id: 'a__b-1', model_name_or_path: 'x', model_patch: 'diff' };

function folderOf(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'troop-imports-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function told(folder: string) {
  return readImports([folder]).map(({ file, kind, offers, remark }) => [
    relative(folder, file),
    kind,
    offers.length,
    remark,
  ]);
}

describe('a folder', () => {
  test.each(['v1', 'v2'])("of mini-swe-agent's own making (%s) is read whole, each patch once", (version) => {
    const folder = folderOf();
    cpSync(join(TAPES, version), folder, { recursive: true });
    expect(told(folder)).toEqual([
      ['octo__ranges-7/octo__ranges-7.traj.json', 'trajectory', 1, null],
      ['octo__ranges-8/octo__ranges-8.traj.json', 'trajectory', 1, null],
      ['octo__ranges-9/octo__ranges-9.traj.json', 'trajectory', 1, null],
      ['preds.json', 'predictions', 0, '3 are those of trajectories beside it'],
    ]);
  });

  test('keeps a prediction that no trajectory beside it made', () => {
    const folder = folderOf({ 'preds.json': JSON.stringify({ 'a__b-1': PREDICTION }) });
    cpSync(join(TAPES, 'v2/octo__ranges-7'), folder, { recursive: true });
    expect(told(folder).map(([, kind, count]) => [kind, count])).toEqual([
      ['trajectory', 1],
      ['predictions', 1],
    ]);
  });

  test('says of each file what it was taken for, and why it was left out', () => {
    const folder = folderOf({
      'a/preds.jsonl': `${JSON.stringify(PREDICTION)}\n`,
      'a/run.log': 'hello',
      'b/broken.traj.json': '{"info":',
      'b/exit_statuses.yaml': 'x: y',
      'b/report.json': '{"resolved_ids": ["a__b-1"]}',
      'c/half.json': JSON.stringify([PREDICTION, { model_patch: 'diff' }]),
    });
    symlinkSync(folder, join(folder, 'loop'));
    expect(told(folder)).toEqual([
      ['a/preds.jsonl', 'predictions', 1, null],
      ['a/run.log', 'left out', 0, 'neither JSON nor JSON Lines by its name'],
      ['b/broken.traj.json', 'left out', 0, expect.stringContaining('not JSON')],
      ['b/exit_statuses.yaml', 'left out', 0, 'neither JSON nor JSON Lines by its name'],
      ['b/report.json', 'left out', 0, expect.stringContaining('resolved_ids')],
      ['c/half.json', 'left out', 0, expect.stringMatching(/entry 2, instance_id/)],
    ]);
    const faulty = readImports([folder]).filter((one) => one.faulty);
    expect(faulty.map(({ file }) => relative(folder, file))).toEqual(['b/broken.traj.json', 'c/half.json']);
  });

  test('without anything to import is an error', () => {
    const folder = folderOf({ 'notes.txt': 'hello' });
    expect(() => readImports([folder])).toThrow(UsageError);
    expect(() => readImports([folder])).toThrow(/holds neither predictions nor trajectories/);
  });
});

test('a bad file that was named itself is an error', () => {
  const folder = folderOf({ 'bad.json': '{"info":' });
  expect(() => readImports([join(folder, 'bad.json')])).toThrow(/bad\.json/);
});

test('a path that is not there is an error that names it', () => {
  expect(() => readImports(['no/such/file.json'])).toThrow(/no\/such\/file\.json cannot be read/);
});

test('a trajectory is told by its content, whatever its name', () => {
  const folder = folderOf();
  cpSync(join(TAPES, 'v1/octo__ranges-7/octo__ranges-7.traj.json'), join(folder, 'mine.json'));
  expect(readImports([join(folder, 'mine.json')])).toMatchObject([
    { kind: 'trajectory', offers: [{ instanceId: 'octo__ranges-7' }] },
  ]);
});
