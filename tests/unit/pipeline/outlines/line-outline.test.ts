import { expect, test } from 'vitest';
import { LANGUAGES } from '../../../../domain/language-table.ts';
import { outlineOf } from '../../../../pipeline/outlines/outline.ts';

/** Of a language each: a file, and the lines of it that its outline has. Bodies hold the word `hidden`. */
const SAMPLES: Readonly<Record<string, readonly [string, string]>> = {
  js: [
    `/**\n * Parses a range.\n */\nexport async function parse(text) {\n  const hidden = call(text);\n  if (hidden) {\n  }\n}\nclass Range {\n  /* its size */\n  get size() {\n    return hidden;\n  }\n}\nmodule.exports.parse = parse;\nconst LIMIT = 3;\n`,
    `// Parses a range.\nexport async function parse(text)\nclass Range\n  // its size\n  get size()\nmodule.exports.parse = parse;\nconst LIMIT = 3;`,
  ],
  ts: [
    `export interface Shape {\n  hidden: number;\n}\nexport const area = (shape: Shape): number => 1;\nexport class Box<T> implements Shape {\n  private async open<K>(key: K): Promise<T> {\n    hidden();\n  }\n}\n`,
    `export interface Shape\nexport const area = (shape: Shape): number => 1;\nexport class Box<T> implements Shape\n  private async open<K>(key: K): Promise<T>`,
  ],
  go: [
    `package shapes\n// Area is in units.\nfunc (c *Circle) Area() float64 {\n\treturn hidden\n}\ntype Circle struct {\n\thidden int\n}\n`,
    `// Area is in units.\nfunc (c *Circle) Area() float64\ntype Circle struct`,
  ],
  rs: [
    `/// A circle.\n#[derive(Debug)]\npub struct Circle {\n    hidden: f64,\n}\nimpl<T> Shape for Circle {\n    pub(crate) fn area(&self) -> f64 {\n        hidden\n    }\n}\n`,
    `// A circle.\npub struct Circle\nimpl<T> Shape for Circle\n    pub(crate) fn area(&self) -> f64`,
  ],
  java: [
    `public class Circle extends Shape {\n    /** Area. */\n    @Override\n    public Map<String, List<Integer>> area(int unit) throws IOException {\n        return hidden(unit);\n    }\n}\n`,
    `public class Circle extends Shape\n    // Area.\n    public Map<String, List<Integer>> area(int unit) throws IOException`,
  ],
  c: [
    `#define LIMIT 3\nstruct circle {\n  int hidden;\n};\nstatic int area(struct circle *c)\n{\n  return hidden(c);\n}\nint more(void);\n`,
    `#define LIMIT 3\nstruct circle\nstatic int area(struct circle *c)\nint more(void);`,
  ],
  rb: [
    `# A shape.\nclass Circle < Shape\n  attr_reader :radius\n  def area(unit = 1)\n    hidden(unit)\n  end\nend\n`,
    `// A shape.\nclass Circle < Shape\n  attr_reader :radius\n  def area(unit = 1)`,
  ],
  php: [
    `<?php\nfinal class Circle {\n    public static function area($unit) {\n        return hidden($unit);\n    }\n}\n`,
    `final class Circle\n    public static function area($unit)`,
  ],
  sh: [`usage() {\n  echo hidden\n}\nfunction main {\n  usage\n}\n`, `usage()\nfunction main`],
  hs: [
    `module Shapes where\n-- | In units.\narea :: Shape -> Int\narea shape = hidden\n`,
    `module Shapes where\n// In units.\narea :: Shape -> Int`,
  ],
  ex: [
    `defmodule Shapes do\n  @spec area(map) :: integer\n  def area(shape) do\n    hidden(shape)\n  end\nend\n`,
    `defmodule Shapes do\n  @spec area(map) :: integer\n  def area(shape) do`,
  ],
};

test.each(Object.entries(SAMPLES))(
  'of .%s the lines that define, after the comment on them',
  (ending, [text, wanted]) => {
    expect(outlineOf({ path: `lib/a.${ending}`, text })).toBe(wanted);
  },
);

test('every language has a pattern that compiles and finds no definition in an empty text', () => {
  for (const { sourceEndings } of LANGUAGES)
    for (const ending of sourceEndings) expect(outlineOf({ path: `a.${ending}`, text: '' })).toBe('');
});

test('an unknown language is read by the usual words', () => {
  const text = 'func area(x) {\n  hidden\n}\n';
  expect(outlineOf({ path: 'a.unknown', text })).toBe('func area(x)');
});

test('a file that defines nothing shows its first lines', () => {
  expect(outlineOf({ path: 'a.json', text: '{\n\n  "name": "ranges"\n}\n' })).toBe(
    '{\n  "name": "ranges"\n}',
  );
});

test('a line of a megabyte takes no time', () => {
  const text = `function a() {}\n${'x('.repeat(500_000)}\n${' '.repeat(500_000)}b\n`;
  const started = performance.now();
  expect(outlineOf({ path: 'a.js', text })).toBe('function a() {}');
  expect(performance.now() - started).toBeLessThan(1_000);
});
