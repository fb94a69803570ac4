import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { UsageError } from '../../../../../domain/errors.ts';
import type { Columns, DatasetRow } from '../../../../../pipeline/swebench/dataset/dataset-row.ts';
import { readDataset } from '../../../../../pipeline/swebench/dataset.ts';

const ROWS = [1, 2, 3].map((number) => ({
  instance_id: `octo__calc-${number}`,
  repo: 'octo/calc',
  problem_statement: `It fails.\u2028Always: "${number}".`,
  FAIL_TO_PASS: [`test ${number}`],
  hints_text: null,
}));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'troop-dataset-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

async function rowsOf(place: string): Promise<DatasetRow[]> {
  return [...(await readDataset(place))];
}

const columnsOf = async (place: string): Promise<(Columns | null)[]> =>
  (await rowsOf(place)).map(({ columns }) => columns);

const jsonLinesOf = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

describe('the same rows are read from', () => {
  const index = <T>(values: readonly T[]) => Object.fromEntries(values.map((value, at) => [at, value]));
  const columnNames = ['instance_id', 'repo', 'problem_statement', 'FAIL_TO_PASS', 'hints_text'] as const;
  const byColumn = <T>(make: (values: readonly unknown[]) => T) =>
    Object.fromEntries(columnNames.map((name) => [name, make(ROWS.map((row) => row[name]))]));

  test.each([
    ['JSON Lines', 'rows.jsonl', jsonLinesOf(ROWS)],
    [
      'JSON Lines with CRLF, empty lines and a byte order mark',
      'crlf.ndjson',
      `\uFEFF${jsonLinesOf(ROWS).replaceAll('\n', '\r\n\r\n')}`,
    ],
    ['an array', 'array.json', JSON.stringify(ROWS, null, 2)],
    ['JSON Lines in a file called .json', 'lines.json', jsonLinesOf(ROWS)],
    [
      'an object by instance id',
      'by-id.json',
      JSON.stringify(Object.fromEntries(ROWS.map(({ instance_id, ...row }) => [instance_id, row]))),
    ],
    ['rows by index', 'by-index.json', JSON.stringify(index(ROWS))],
    ['columns of lists', 'lists.json', JSON.stringify(byColumn((values) => values))],
    ['columns of values by index', 'frame.json', JSON.stringify(byColumn(index))],
    [
      'columns beside their cells',
      'split.json',
      JSON.stringify({
        columns: columnNames,
        index: [0, 1, 2],
        data: ROWS.map((row) => columnNames.map((name) => row[name])),
      }),
    ],
  ])('%s', async (_, name, text) => {
    expect(await columnsOf(await write(name, text))).toEqual(ROWS);
  });
});

test('one row stands for a data set of one', async () => {
  expect(await columnsOf(await write('one.json', JSON.stringify(ROWS[0])))).toEqual([ROWS[0]]);
});

describe('parquet', () => {
  const fixture = (name: string) => join(import.meta.dirname, name);

  test('with lists (snappy, several row groups) and with lists as JSON text (zstd) give the same rows', async () => {
    const lists = await columnsOf(fixture('lists-snappy.parquet'));
    const texts = await columnsOf(fixture('json-zstd.parquet'));
    expect(lists).toHaveLength(5);
    expect(lists[4]).toMatchObject({
      instance_id: 'octo__calc-5',
      base_commit: '5'.padStart(40, '0'),
      problem_statement: 'Number 5 is wrong.\u2028\nAlways, naïvely so.',
      FAIL_TO_PASS: ['tests/test_a.py::test_5[é-\u2028]'],
      seen: 5,
    });
    expect(texts[4]?.FAIL_TO_PASS).toBe(
      JSON.stringify(lists[4]?.FAIL_TO_PASS).replace(/[é\u2028]/g, escaped),
    );
    const parsed = texts.map((row) => ({
      ...row,
      FAIL_TO_PASS: JSON.parse(String(row?.FAIL_TO_PASS)),
      PASS_TO_PASS: JSON.parse(String(row?.PASS_TO_PASS)),
    }));
    expect(parsed).toEqual(lists);
    expect(lists[0]?.hints_text ?? null).toBeNull();
  });

  test('rows are told by file and number', async () => {
    const rows = await rowsOf(fixture('lists-snappy.parquet'));
    expect(rows.map(({ place }) => place).at(-1)).toBe('lists-snappy.parquet row 5');
  });

  test('that is a git LFS pointer says how to get the file', async () => {
    const path = await write(
      'lfs.parquet',
      'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 9\n',
    );
    await expect(readDataset(path)).rejects.toThrow(/lfs\.parquet: a git LFS pointer.*git lfs pull/);
  });

  test('that is none is the user’s error', async () => {
    const path = await write('none.parquet', 'PAR1 not at all');
    await expect(readDataset(path)).rejects.toThrow(UsageError);
    await expect(readDataset(path)).rejects.toThrow(/none\.parquet: cannot be read as parquet/);
  });
});

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

describe('a place is told', () => {
  test('by line in JSON Lines and by row in an array, and a bad row stops no other', async () => {
    const lines = await rowsOf(await write('bad.jsonl', `{"a": 1}\n\n[1]\n{"b":\n{"c": 3}\n`));
    expect(lines.map(({ place, columns }) => [place, columns])).toEqual([
      ['bad.jsonl:1', { a: 1 }],
      ['bad.jsonl:3', null],
      ['bad.jsonl:4', null],
      ['bad.jsonl:5', { c: 3 }],
    ]);
    expect(lines[1]?.problem).toBe('not a JSON object');
    const array = await rowsOf(await write('bad.json', '[{"a": 1}, 7]'));
    expect(array.map(({ place, problem }) => [place, problem])).toEqual([
      ['bad.json row 1', null],
      ['bad.json row 2', 'not a JSON object'],
    ]);
  });
});

test.each([
  [
    'rows.csv',
    'a,b',
    /rows\.csv: a data set is \.jsonl, \.json or \.parquet, or a copy of a folder of the hub/,
  ],
  ['broken.json', '{"a": ', /broken\.json: neither JSON nor JSON Lines/],
  ['word.json', '"rows"', /word\.json: JSON, but neither an array nor an object of rows/],
])('%s is refused', async (name, text, words) => {
  const path = await write(name, text);
  await expect(readDataset(path)).rejects.toThrow(UsageError);
  await expect(readDataset(path)).rejects.toThrow(words);
});

test('a file that is not there is named', async () => {
  for (const name of ['gone.jsonl', 'gone.json', 'gone.parquet', 'gone'])
    await expect(readDataset(join(folder, name))).rejects.toThrow(
      `data set ${join(folder, name)} cannot be read`,
    );
});

describe('a copy of a hub folder', () => {
  const README = `---
license: mit
configs:
- config_name: default
  data_files:
  - split: dev
    path: data/dev-*
  - split: test
    path: data/test-*
---
# Rows
`;
  const line = (id: string) => jsonLinesOf([{ instance_id: id }]);

  test('is read shard after shard, the split as its front matter says, test where none is named', async () => {
    const root = join(folder, 'hub');
    await write('hub/README.md', README);
    for (const [file, id] of [
      ['dev-0', 'd'],
      ['test-00001-of-00002', 'b'],
      ['test-00000-of-00002', 'a'],
    ])
      await write(`hub/data/${file}.jsonl`, line(String(id)));
    const ids = async (place: string) => (await columnsOf(place)).map((row) => row?.instance_id);
    expect(await ids(root)).toEqual(['a', 'b']);
    expect(await ids(`${root}#test`)).toEqual(['a', 'b']);
    expect(await ids(`${root}#dev`)).toEqual(['d']);
    const [first] = await rowsOf(root);
    expect(first?.place).toBe('data/test-00000-of-00002.jsonl:1');
    await expect(rowsOf(`${root}#train`)).rejects.toThrow(
      /no split train in .*: there are dev, test; say one with --split/,
    );
  });

  test('in parquet, shards of different compressions and list forms, keeps its order', async () => {
    const { copyFile } = await import('node:fs/promises');
    await mkdir(join(folder, 'shards', 'data'), { recursive: true });
    for (const number of [0, 1])
      await copyFile(
        join(import.meta.dirname, `shard-${number}.parquet`),
        join(folder, 'shards', 'data', `test-0000${number}-of-00002.parquet`),
      );
    const rows = await rowsOf(join(folder, 'shards'));
    expect(rows.map(({ columns }) => columns?.seen)).toEqual([1, 2, 3, 4]);
    expect(rows[3]?.place).toBe('data/test-00001-of-00002.parquet row 2');
  });

  test('that the data sets library saved as Arrow says how to write it', async () => {
    await write('arrow/data-00000-of-00001.arrow', 'ARROW1');
    await expect(readDataset(join(folder, 'arrow'))).rejects.toThrow(
      /is Arrow: write it anew with the data set's to_parquet/,
    );
  });

  test('may have # in its own name', async () => {
    await write('c#1/test.jsonl', line('x'));
    expect(await columnsOf(join(folder, 'c#1'))).toEqual([{ instance_id: 'x' }]);
    expect(await columnsOf(`${join(folder, 'c#1')}#test`)).toEqual([{ instance_id: 'x' }]);
    expect(await columnsOf(join(folder, 'c#1', 'test.jsonl'))).toEqual([{ instance_id: 'x' }]);
  });
});
