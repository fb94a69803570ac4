import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { MachineryError } from '../../domain/errors.ts';
import { type DemoCase, readCases } from './cases.ts';
import { datasetRow } from './dataset-row.ts';
import { installPackages, type PinnedPackage } from './packages.ts';
import { fixedFolder, publishedFix } from './published-fix.ts';
import { makeRepository } from './repository.ts';

export interface InputPlaces {
  /** The folder `scripts/demo/cases` of the checkout. */
  readonly casesDirectory: string;
  /** Takes the data set and the repositories; what an earlier demo left there is replaced. */
  readonly directory: string;
  /** Keeps the installed packages for the next time; see `cacheDirectory` in sandbox. */
  readonly cacheDirectory: string;
  /** Search path on which git is found. */
  readonly path: string;
}

export interface DemoInput {
  /** Path of the data set. */
  readonly dataset: string;
  /** Path of the predictions that hold, for each issue, what a later published version changed. */
  readonly predictions: string;
}

/**
 * Makes the demo's input: three published packages, each a git repository at a commit known beforehand, and a data set
 * that names them, with the published fixes as predictions. Throws a MachineryError where a package cannot be had or is not the
 * one that the cases were written for.
 */
export async function prepareInput(places: InputPlaces): Promise<DemoInput> {
  const directory = resolve(places.directory);
  const cases = await readCases(places.casesDirectory);
  const modules = await installPackages(cases.flatMap(bothVersions), resolve(places.cacheDirectory));
  await mkdir(directory, { recursive: true });
  const rows = await Promise.all(
    cases.map(async (demoCase) => {
      const repository = join(directory, demoCase.package);
      await commitPackage(demoCase, { modules, repository, path: places.path });
      return JSON.stringify(datasetRow(demoCase, repository));
    }),
  );
  const dataset = join(directory, 'demo.jsonl');
  await writeFile(dataset, `${rows.join('\n')}\n`);
  const predictions = join(directory, 'published-fixes.jsonl');
  const fixes = await Promise.all(cases.map((demoCase) => publishedFix(demoCase, modules)));
  await writeFile(predictions, fixes.map((fix) => `${JSON.stringify(fix)}\n`).join(''));
  return { dataset, predictions };
}

/** The buggy version under the package's own name, and the later one beside it. */
function bothVersions(demoCase: DemoCase): PinnedPackage[] {
  const { version, integrity } = demoCase.publishedFix;
  return [demoCase, { as: fixedFolder(demoCase), package: demoCase.package, version, integrity }];
}

interface PackagePlaces {
  readonly modules: string;
  readonly repository: string;
  readonly path: string;
}

async function commitPackage(
  demoCase: DemoCase,
  { modules, repository, path }: PackagePlaces,
): Promise<void> {
  const name = `${demoCase.package} ${demoCase.version}`;
  const commit = await makeRepository({
    source: join(modules, demoCase.package),
    directory: repository,
    message: name,
    path,
  });
  if (commit === demoCase.baseCommit) return;
  throw new MachineryError(
    `${name} became commit ${commit} instead of ${demoCase.baseCommit}: its files are not those that were published. ` +
      `Delete ${dirname(modules)} and start again.`,
    { transient: false },
  );
}
