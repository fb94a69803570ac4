import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UsageError } from '../../domain/errors.ts';
import { type Image, type Issue, issueSchema } from '../../domain/issue.ts';
import { findLanguage, guessLanguage, languageOf } from '../../domain/language.ts';
import type { Language } from '../../domain/language-table.ts';
import { cacheDirectory } from '../../sandbox/cache-directory.ts';
import type { Environment } from '../compose.ts';
import type { SolveOptions } from '../solve-command.ts';
import { writeBesideObjects } from './beside-objects.ts';
import { treeImage } from './tree-image.ts';
import { zeroEnded } from './user-git.ts';
import type { UserRepository } from './user-repository.ts';

interface Around {
  readonly environment: Environment;
  readonly say: (line: string) => void;
}

/** The user's issue as the pipeline knows issues, with the image that its code runs in made where it needs one. */
export async function makeIssue(
  repository: UserRepository,
  options: SolveOptions,
  around: Around,
): Promise<Issue> {
  const text = await issueText(options.issue);
  const paths = zeroEnded(
    await repository.git(['ls-tree', '-r', '-z', '--name-only', '--full-tree', repository.head]),
  );
  const language = languageFor(options.language, paths, around.say);
  const slug = slugOf(repository.name);
  const instanceId = `${slug}-${createHash('sha256').update(text).digest('hex').slice(0, 8)}`;
  const where = await whereCodeRuns(repository, { slug, instanceId }, options, around);
  const setup = [where.setup, sourceFolder(language, paths), options.setup ?? ''].filter(
    (line) => line !== '',
  );
  return issueSchema.parse({
    instanceId,
    repository: repository.path,
    baseCommit: repository.head,
    text,
    image: { ...where, setup: setup.join('\n') },
    language: language.name,
    runCommand: runCommandFor(options.runCommand, language),
  });
}

async function issueText(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`--issue: ${resolve(path)} cannot be read`, { cause });
  });
  if (text.trim() === '')
    throw new UsageError(`--issue: ${resolve(path)} is empty; write down what is wrong`);
  return text;
}

function languageFor(wanted: string | undefined, paths: readonly string[], say: Around['say']): Language {
  if (wanted === undefined) {
    const { language, files, of } = guessLanguage(paths);
    say(
      `test scripts will be ${language.name} (${files} of ${of} source files are); --language says otherwise`,
    );
    return language;
  }
  const language = languageOf(wanted);
  if (!findLanguage(wanted))
    say(`nobody here knows the language ${wanted}: test scripts will be shell scripts`);
  return language;
}

function runCommandFor(wanted: string | undefined, { runCommand, needs }: Language): string {
  if (wanted === undefined) return runCommand;
  if (!wanted.includes('{script}'))
    throw new UsageError(`--run-command needs {script} where the script's file name goes (${needs})`);
  return wanted;
}

/** Python finds a package in src/ only where it is told; else an installed copy would be tried, not the patched one. */
function sourceFolder({ name }: Language, paths: readonly string[]): string {
  const isInSrc = name === 'python' && paths.some((path) => /^src\/[^/]+(\/__init__)?\.py$/.test(path));
  // biome-ignore lint/suspicious/noTemplateCurlyInString: bash writes its variables with the same sign.
  return isInSrc ? 'export PYTHONPATH="$PWD/src${PYTHONPATH:+:$PYTHONPATH}"' : '';
}

async function whereCodeRuns(
  repository: UserRepository,
  names: { readonly slug: string; readonly instanceId: string },
  { image, dockerfile, root, sandbox }: SolveOptions,
  { environment, say }: Around,
): Promise<Image> {
  if (image !== undefined && dockerfile !== undefined)
    throw new UsageError('--image and --dockerfile both say where the code runs: choose one');
  const source = { ...repository, commit: repository.head, environment };
  if (image !== undefined || dockerfile !== undefined) {
    if (sandbox === 'process')
      throw new UsageError('--sandbox process uses no image: leave out one of the two');
    if (root !== undefined && !root.startsWith('/')) throw new UsageError('--root takes an absolute path');
    const made = dockerfile === undefined ? { image: image ?? '' } : { dockerfile };
    const wish = { source, ...names, say, ...made, ...(root === undefined ? {} : { root }) };
    return { ...(await treeImage(wish)), setup: '' };
  }
  if (sandbox !== 'process')
    throw new UsageError(
      'where may the code run? give --image IMAGE or --dockerfile FILE with what the project needs, or say --sandbox process: no isolation, for code of your own on this machine',
    );
  say(
    'no isolation: what the model writes runs as you, with your files and the network within reach (--image or --dockerfile shut it in)',
  );
  return { name: '', root: '/testbed', setup: await besideSetup(source, say) };
}

/** Where a cell is a plain checkout, submodules and LFS contents are copied in before each command. */
async function besideSetup(
  source: Parameters<typeof writeBesideObjects>[0],
  say: Around['say'],
): Promise<string> {
  const key = createHash('sha256').update(`${source.path}\0${source.commit}`).digest('hex').slice(0, 16);
  const folder = join(cacheDirectory(source.environment), 'solve', key);
  const { missing } = await writeBesideObjects(source, folder);
  for (const what of missing) say(`not on this machine, so not in the sandbox: ${what}`);
  return existsSync(folder) ? `cp -R ${quoted(`${folder}/.`)} .` : '';
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", "'\\''")}'`;
}

/** Of characters that image names, branch names and files may have. */
function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40);
  return slug === '' ? 'repository' : slug;
}
