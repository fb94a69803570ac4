import { describe, expect, test } from 'vitest';
import { filesOfSplit } from '../../../../../pipeline/swebench/dataset/hub-files.ts';

const FILES = [
  'README.md',
  '.gitattributes',
  'data/dev-00000-of-00001.parquet',
  'data/test-00000-of-00001.parquet',
];
const frontMatter = (yaml: string) => `---\n${yaml}\n---\ntext`;

describe('a front matter', () => {
  test.each([
    [
      'a list of splits',
      'configs:\n- config_name: default\n  data_files:\n  - split: test\n    path: data/test-*',
    ],
    ['splits by name', 'configs:\n- config_name: default\n  data_files:\n    test: [data/test-*]'],
    ['a path with ./ and **', 'configs:\n- data_files:\n  - split: test\n    path: ./**/test-*.parquet'],
    [
      'a path without a star',
      'configs:\n- data_files:\n  - split: test\n    path: data/test-00000-of-00001.parquet',
    ],
    ['alternatives', 'configs:\n- data_files:\n  - split: test\n    path: "data/{test,eval}-*"'],
  ])('may name files as %s', (_, yaml) => {
    expect(filesOfSplit(FILES, frontMatter(yaml), 'test')).toEqual(['data/test-00000-of-00001.parquet']);
  });

  test('with CRLF is read too', () => {
    const yaml = 'configs:\n- data_files:\n  - split: test\n    path: data/dev-*';
    expect(filesOfSplit(FILES, frontMatter(yaml).replaceAll('\n', '\r\n'), 'test')).toEqual([FILES[2]]);
  });

  test('decides against the words in paths', () => {
    const yaml = 'configs:\n- data_files:\n  - split: test\n    path: data/dev-*';
    expect(filesOfSplit(FILES, frontMatter(yaml), 'test')).toEqual(['data/dev-00000-of-00001.parquet']);
  });

  test('without configs leaves it to the words in paths', () => {
    expect(filesOfSplit(FILES, frontMatter('license: mit'), 'dev')).toEqual([
      'data/dev-00000-of-00001.parquet',
    ]);
    expect(filesOfSplit(FILES, frontMatter(''), 'dev')).toEqual(['data/dev-00000-of-00001.parquet']);
  });

  test('of several configurations takes the default one, or the one that is named', () => {
    const config = (name: string, path: string) =>
      `- config_name: ${name}\n  data_files:\n  - split: test\n    path: ${path}\n`;
    const java = config('java', 'data/dev-*');
    const both = frontMatter(`configs:\n${java}${config('default', 'data/test-*')}`);
    expect(filesOfSplit(FILES, both, 'test')).toEqual(['data/test-00000-of-00001.parquet']);
    expect(filesOfSplit(FILES, both, 'java/test')).toEqual(['data/dev-00000-of-00001.parquet']);
    const none = frontMatter(`configs:\n${java}${config('go', 'data/test-*')}`);
    expect(() => filesOfSplit(FILES, none, 'test')).toThrow(
      /no configuration default: there are java, go; say --split CONFIGURATION\/test/,
    );
  });

  test.each([
    ['configs: 7', /README\.md: front matter: configs/],
    ['configs: [}', /README\.md: its front matter is no YAML/],
  ])('that is broken (%s) is told', (yaml, words) => {
    expect(() => filesOfSplit(FILES, frontMatter(yaml), 'test')).toThrow(words);
  });
});

describe('without a front matter', () => {
  test.each([
    ['data/test-00000-of-00001.parquet', 'test'],
    ['validation.jsonl', 'dev'],
    ['swe_bench_lite_test.json', 'test'],
    ['deep/er/eval/x.parquet', 'test'],
    ['rows-train.ndjson', 'train'],
  ])('%s is of the split %s', (file, split) => {
    expect(filesOfSplit([file, 'README.md', '.cache/test.jsonl'], null, split)).toEqual([file]);
  });

  test('a word inside another does not make a split', () => {
    expect(filesOfSplit(['latest.jsonl', 'contest/rows.jsonl'], null, 'test')).toEqual([
      'contest/rows.jsonl',
      'latest.jsonl',
    ]);
    expect(() => filesOfSplit(['latest.jsonl', 'dev.jsonl'], null, 'test')).toThrow(
      /no split test in the folder: there are dev/,
    );
  });

  test('a folder without data files says so', () => {
    expect(() => filesOfSplit(['README.md'], null, 'test')).toThrow(/there is no data file/);
  });
});
