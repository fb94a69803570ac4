import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { OFFICIAL_VERSION, officialPython } from '../../../../scripts/official/official-python.ts';

/** Stands in for the machine's Python: makes an environment whose own says the version that `pip` put there. */
const PYTHON = `#!/bin/sh
[ "$2" = pip ] && { echo install >>"$CALLS"; sleep 0.1; [ -z "$PIP_FAILS" ] || { echo "$PIP_FAILS" >&2; exit 1; }; }
[ "$2" = venv ] || exit 0
mkdir -p "$4/bin"
printf '#!/bin/sh\\necho ${OFFICIAL_VERSION}\\n' >"$4/bin/python"
chmod +x "$4/bin/python"
`;

let home: string;
let official: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'troop-venv-'));
  official = join(home, 'cache', 'official');
  await mkdir(join(home, 'bin'));
  await writeFile(join(home, 'bin', 'python3'), PYTHON, { mode: 0o755 });
  await writeFile(join(home, 'calls'), '');
  vi.stubEnv('PATH', `${join(home, 'bin')}${delimiter}${process.env.PATH}`);
  vi.stubEnv('TROOP_CACHE', join(home, 'cache'));
  vi.stubEnv('CALLS', join(home, 'calls'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true, force: true });
});

const silent = () => undefined;
const environments = async () => (await readdir(official)).filter((name) => name.startsWith('environment-'));

describe('the environment of the official package', () => {
  test('is made once, and said only then', async () => {
    const said: string[] = [];
    const python = await officialPython((line) => said.push(line));
    expect(await officialPython((line) => said.push(line))).toBe(python);
    expect(said).toHaveLength(1);
    expect(await environments()).toHaveLength(1);
  });

  test('is one for two that ask at once', async () => {
    const [one, other] = await Promise.all([officialPython(silent), officialPython(silent)]);
    const standing = await environments();
    expect(standing.map((name) => join(official, name))).toContain(dirname(dirname(one)));
    expect(standing.map((name) => join(official, name))).toContain(dirname(dirname(other)));
    expect(await officialPython(silent)).toBeOneOf([one, other]);
  });

  test('that could not be installed leaves nothing, and says what pip said', async () => {
    vi.stubEnv('PIP_FAILS', 'no such version');
    await expect(officialPython(silent)).rejects.toThrow('no such version');
    expect(await readdir(official)).toEqual([]);
  });

  test('says how to get pip where there is none', async () => {
    vi.stubEnv('PIP_FAILS', 'python3: No module named pip');
    await expect(officialPython(silent)).rejects.toThrow('apt-get install python3-pip');
  });

  test('is made anew where its name leads nowhere', async () => {
    await mkdir(official, { recursive: true });
    await symlink(join(official, 'gone'), join(official, `swebench-${OFFICIAL_VERSION}`));
    const python = await officialPython(silent);
    expect(await officialPython(silent)).toBe(python);
  });

  test('takes what a killed process left a day ago with it, and nothing younger', async () => {
    const [old, young] = [join(official, 'environment-old'), join(official, 'environment-young')];
    await mkdir(old, { recursive: true });
    await mkdir(young);
    await utimes(old, new Date(0), new Date(0));
    await officialPython(silent);
    expect(await environments()).toContain('environment-young');
    expect(await environments()).not.toContain('environment-old');
  });
});
