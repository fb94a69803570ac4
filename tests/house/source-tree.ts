import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import ts from 'typescript';

export const ROOT = join(import.meta.dirname, '..', '..');

const NOT_OURS = new Set(['.git', '.cache', 'node_modules', 'dist']);

export interface SourceImport {
  /** Path of the importing file below the tree's root, with forward slashes. */
  readonly file: string;
  /** As written; null where it is computed, so that nobody can tell what is imported. */
  readonly specifier: string | null;
  /** Path of the imported file below the root where the specifier is relative. */
  readonly target: string | null;
}

/** Every source file below a root (TypeScript and plain modules), wherever it lies. */
export function sourceFiles(root: string): string[] {
  const walk = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      if (NOT_OURS.has(entry.name)) return [];
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) return walk(path);
      return /\.[cm]?[jt]sx?$/.test(entry.name) ? [path] : [];
    });
  return walk('').sort();
}

/** All imports of a file: static, type-only, dynamic, re-exports, `require` and `import("x").Type`. */
export function importsOf(root: string, file: string): SourceImport[] {
  const found: SourceImport[] = [];
  walkTree(root, file, (node) => {
    const specifier = specifierOf(node);
    if (!specifier) return;
    const text = ts.isStringLiteralLike(specifier) ? specifier.text : null;
    const target = text?.startsWith('.') ? posix.join(posix.dirname(file), text) : null;
    found.push({ file, specifier: text, target });
  });
  return found;
}

/** Names that occur as identifiers in a file, in code or in a type. */
export function identifiersOf(root: string, file: string): Set<string> {
  const names = new Set<string>();
  walkTree(root, file, (node) => {
    if (ts.isIdentifier(node)) names.add(node.text);
    // store['grades'] names it as well.
    if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
      names.add(node.argumentExpression.text);
  });
  return names;
}

/** The files that a file imports, directly and through others, itself included. */
export function reachableFrom(root: string, file: string, reached: Set<string> = new Set()): Set<string> {
  if (reached.has(file)) return reached;
  reached.add(file);
  for (const { target } of importsOf(root, file)) {
    if (target !== null && /\.[jt]sx?$/.test(target)) reachableFrom(root, target, reached);
  }
  return reached;
}

/** The package that a specifier lies in, however deep. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** A tree of made-up files for a control; removed after `use`. */
export function withTree<T>(files: Record<string, string>, use: (root: string) => T): T {
  const root = mkdtempSync(join(tmpdir(), 'troop-house-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

/** Parsing is what takes time here, and several checks read the same files. */
const parsed = new Map<string, ts.SourceFile>();

function parse(path: string): ts.SourceFile {
  const known = parsed.get(path);
  if (known) return known;
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  parsed.set(path, source);
  return source;
}

function walkTree(root: string, file: string, visit: (node: ts.Node) => void): void {
  const each = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, each);
  };
  each(parse(join(root, file)));
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node;
  return ts.isCallExpression(node) && loadsModule(node.expression) ? (node.arguments[0] ?? node) : undefined;
}

/** `import(x)`, `require(x)`, and the ways around: `require.resolve`, `import.meta.resolve`, `createRequire(x)(y)`. */
function loadsModule(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  if (ts.isIdentifier(callee)) return callee.text === 'require';
  if (ts.isPropertyAccessExpression(callee)) return isResolve(callee);
  return (
    ts.isCallExpression(callee) &&
    ts.isIdentifier(callee.expression) &&
    callee.expression.text === 'createRequire'
  );
}

function isResolve(callee: ts.PropertyAccessExpression): boolean {
  if (callee.name.text !== 'resolve') return false;
  return (
    ts.isMetaProperty(callee.expression) ||
    (ts.isIdentifier(callee.expression) && callee.expression.text === 'require')
  );
}
