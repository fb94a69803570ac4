import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const caseSchema = z.strictObject({
  instanceId: z.string().min(1),
  /** Name and version under which npm installs the buggy code. */
  package: z.string().min(1),
  version: z.string().min(1),
  /** What the registry's tarball must hash to, in the form of a package lock. */
  integrity: z.string().startsWith('sha512-'),
  /** A later published version that was meant to fix the bug, and falls short of what the issue asks for. */
  publishedFix: z.strictObject({ version: z.string().min(1), integrity: z.string().startsWith('sha512-') }),
  /** Commit id that the unpacked package gets everywhere. */
  baseCommit: z.string().regex(/^[0-9a-f]{40}$/),
  failToPass: z.array(z.string()).min(1),
  passToPass: z.array(z.string()).min(1),
});

/** One bug of the demo: a published version, an issue's text, and the answer by which fixes are graded. */
export interface DemoCase extends z.infer<typeof caseSchema> {
  readonly issueText: string;
  /** Unified diff that resolves the issue. */
  readonly goldPatch: string;
  /** A CommonJS file for `node --test`, run in the package's root. */
  readonly hiddenTests: string;
}

/** Reads every folder of `directory` as a case, sorted by folder name. Throws where a file is missing or malformed. */
export async function readCases(directory: string): Promise<DemoCase[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(names.sort().map((name) => readCase(join(directory, name))));
}

async function readCase(folder: string): Promise<DemoCase> {
  const text = (name: string) => readFile(join(folder, name), 'utf8');
  const [facts, issueText, goldPatch, hiddenTests] = await Promise.all([
    text('case.json'),
    text('issue.md'),
    text('gold.patch'),
    text('hidden-tests.cjs'),
  ]);
  return { ...caseSchema.parse(JSON.parse(facts)), issueText, goldPatch, hiddenTests };
}
