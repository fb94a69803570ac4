import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, open } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { UsageError } from '../../domain/errors.ts';
import type { Environment } from '../compose.ts';
import { installedOfficialPython, OFFICIAL_VERSION } from '../official/official-python.ts';

const run = promisify(execFile);

const ASK = 'from importlib.metadata import version; print(version("swebench"))';
const REMEDY = `install it with: pip install swebench==${OFFICIAL_VERSION}`;

export interface OfficialPython {
  readonly python: string;
  readonly version: string;
}

/**
 * A Python that has the official package: the one named, else `python3` on the PATH, else the one that the `swebench`
 * command on the PATH is run by, else the one that `npm run agree` put into the cache. Throws a UsageError with the remedy where there is none.
 */
export async function findSwebench(
  named: string | undefined,
  environment: Environment,
): Promise<OfficialPython> {
  if (named !== undefined) {
    const version = await versionIn(named);
    if (version !== null) return { python: named, version };
    throw new UsageError(`--harness-python ${named} has no swebench; ${REMEDY}`);
  }
  const command = await onPath('swebench', environment);
  const python3 = await onPath('python3', environment);
  const pythons = [python3, command === null ? null : await interpreterOf(command)];
  for (const python of pythons.filter((path) => path !== null)) {
    const version = await versionIn(python);
    if (version !== null) return { python, version };
  }
  const cached = await installedOfficialPython(environment);
  if (cached !== null) return { python: cached, version: OFFICIAL_VERSION };
  throw new UsageError(
    `--harness official needs the official package: ${REMEDY}, or name a Python that has it with --harness-python PATH`,
  );
}

async function versionIn(python: string): Promise<string | null> {
  return run(python, ['-c', ASK]).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
}

async function onPath(name: string, environment: Environment): Promise<string | null> {
  for (const directory of (environment.PATH ?? '').split(delimiter)) {
    const path = join(directory, name);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return null;
}

/** From the first line of a command that pip wrote. */
async function interpreterOf(command: string): Promise<string | null> {
  const file = await open(command);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(512), 0, 512, 0);
    return /^#! ?(\/\S+)/.exec(buffer.toString('utf8', 0, bytesRead))?.[1] ?? null;
  } finally {
    await file.close();
  }
}
