import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { outlineOf } from '../../pipeline/outlines/outline.ts';

/** Paths of the standard library's modules, and the names that Python's own parser finds outside of functions. */
const PARSE = `
import ast, glob, json, os, sysconfig
def names(node):
    for child in ast.iter_child_nodes(node):
        named = isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        if named: yield child.name
        if not named or isinstance(child, ast.ClassDef): yield from names(child)
for path in sorted(glob.glob(os.path.join(sysconfig.get_path('stdlib'), '*.py'))):
    try: print(json.dumps([path, sorted(names(ast.parse(open(path, 'rb').read())))]))
    except (SyntaxError, ValueError): pass
`;

const MODULES = execFileSync('python3', ['-W', 'ignore', '-c', PARSE], { encoding: 'utf8', maxBuffer: 1e8 })
  .trim()
  .split('\n')
  .map((line) => z.tuple([z.string(), z.array(z.string())]).parse(JSON.parse(line)));

function modulesThatDiffer(outline: (text: string) => string): string[] {
  return MODULES.flatMap(([path, names]) => {
    const lines = outline(readFileSync(path, 'utf8'));
    const found = [...lines.matchAll(/^\s*(?:async def|def|class) ([\p{L}\p{N}_]+)\b(?!.*""")/gmu)].map(
      ([, name]) => name,
    );
    return found.sort().join() === names.join() ? [] : [path];
  });
}

test("outlines of Python's own library define what its own parser finds", () => {
  expect(MODULES.length).toBeGreaterThan(100);
  expect(modulesThatDiffer((text) => outlineOf({ path: 'a.py', text }))).toEqual([]);
});

test('control: lines that begin with a keyword of definition are not enough', () => {
  const lines = (text: string) => text.match(/^\s*(?:async def|def|class) \w+.*$/gm)?.join('\n') ?? '';
  expect(modulesThatDiffer(lines).length).toBeGreaterThan(20);
});
