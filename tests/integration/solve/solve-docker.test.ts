import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { dockerOrSkip, testImage } from '../../support/docker.ts';
import { everyFile, type OwnRepository, ownRepository } from '../../support/own-repository.ts';
import { type Ran, troop } from '../../support/run-main.ts';
import { type Replies, writeTape } from '../../support/write-tape.ts';

const docker = await dockerOrSkip();

const ISSUE = 'double(0) gives None; it should give 0.\n';

/** In src/: a cell finds it only because the tree's folder is put on the path. */
const FILES = {
  'src/twice.py': 'def double(number):\n    if number:\n        return number * 2\n',
  'check.py': 'from twice import double\nassert double(2) == 4\n',
};

const EDIT = `<edit>
<<<<<<< CHANGE src/twice.py
    if number:
        return number * 2
=======
    return number * 2
>>>>>>>
</edit>`;

/** Also shows where it runs, as whom, and what it finds beside the package. */
const SCRIPT = `<test>
import os, subprocess, sys
from twice import double
print('root', os.getcwd(), 'user', os.getuid(), 'tool', os.path.exists('deps/tool'))
print('link', os.readlink('link'), 'executable', os.access('run.sh', os.X_OK))
print('history', subprocess.run(['git', 'log', '--format=%s'], capture_output=True, text=True).stdout.split())
print('changes', subprocess.run(['git', 'status', '--porcelain'], capture_output=True, text=True).stdout.split())
sys.exit(0 if double(0) == 0 else 2)
</test>`;

const REPLIES: Replies = {
  'testing/0/1': SCRIPT,
  'testing/0/2': '<done/>',
  'editing/0/1': EDIT,
  'editing/0/2': '<done/>',
};

async function twice(): Promise<OwnRepository> {
  const own = await ownRepository('twice', FILES, ISSUE);
  symlinkSync('src/twice.py', join(own.directory, 'link'));
  writeFileSync(join(own.directory, 'run.sh'), '#!/bin/sh\n');
  chmodSync(join(own.directory, 'run.sh'), 0o755);
  writeFileSync(join(own.directory, '.gitignore'), 'deps/\n__pycache__/\n');
  own.git('add', '--all');
  own.git('commit', '--quiet', '--message', 'more');
  return own;
}

function solve(own: OwnRepository, ...more: string[]): Promise<Ran> {
  const model = writeTape(join(own.folder, 'tape.jsonl'), own.instanceId, REPLIES);
  const config = join(own.folder, 'config.json');
  const price = { input: 1, output: 1, cacheRead: 1, cacheWrite: 1 };
  const context = { mode: 'given', given: ['src/twice.py'] };
  writeFileSync(config, JSON.stringify({ samples: 1, context, prices: { [model]: price } }));
  const fixed = ['--repo', own.directory, '--issue', own.issueFile, '--model', model, '--config', config];
  return troop(['solve', ...fixed, '--test-command', 'python3 check.py', '--json', ...more], {
    XDG_STATE_HOME: join(own.folder, 'state'),
    TROOP_CACHE: join(own.folder, 'cache'),
  });
}

const solvedSchema = z.object({
  run: z.string(),
  store: z.string(),
  instance: z.string(),
  patch: z.string(),
  assurance: z.object({ level: z.string() }),
  delivered: z.object({ kind: z.string() }),
});

function solved({ stdout, stderr }: Ran): z.infer<typeof solvedSchema> {
  if (stdout === '') throw new Error(stderr);
  return solvedSchema.parse(JSON.parse(stdout));
}

/** What the test script printed on base. */
async function seen({ run, store, instance }: z.infer<typeof solvedSchema>): Promise<string> {
  const { stdout } = await troop(['show', instance, '--store', store, '--run', run, '--test', '2']);
  return stdout;
}

describe.skipIf(docker === null)('an issue solved in an image', () => {
  afterAll(() => {
    const filter = [
      '--filter',
      'label=troop.image=tree',
      '--filter',
      'label=troop.image.instance=twice-2aab90b9',
    ];
    // An image goes only after those that were built on it.
    for (let layer = 0; layer < 2; layer += 1) {
      const ids = execFileSync('docker', ['images', '--quiet', '--no-trunc', ...filter], {
        encoding: 'utf8',
      });
      for (const id of new Set(ids.split('\n').filter((line) => line !== '')))
        spawnSync('docker', ['image', 'rm', '--force', id]);
    }
  });

  test('has its commit laid into the image, with one history; the second time nothing is made', async () => {
    const own = await twice();
    writeFileSync(join(own.directory, 'src/twice.py'), 'not committed\n');
    const before = everyFile(own.directory);
    const image = await testImage();
    const first = await solve(own, '--image', image, '--branch', 'fix');
    const found = solved(first);
    expect(found.patch).toContain('+    return number * 2');
    expect(found.assurance.level).toBe('fairly supported');
    expect(found.delivered.kind).toBe('branch');
    expect(first.stderr).toContain(`into ${image} at /testbed`);
    const output = await seen(found);
    expect(output).toContain('root /testbed user 0 tool False');
    expect(output).toContain('link src/twice.py executable True');
    expect(output).toContain("history ['more', 'twice']");
    expect(output).toContain("changes ['??', 'troop_check.py']");
    const touched = everyFile(own.directory).filter((file) => !before.includes(file));
    expect(
      touched.every((file) => /^\/\.git\/(objects|refs\/heads\/fix|logs\/refs\/heads\/fix)/.test(file)),
    ).toBe(true);
    expect((await solve(own, '--image', image)).stderr).not.toContain('laying commit');
  }, 180_000);

  test('runs as the user and in the place that its Dockerfile names, and what that installed is there', async () => {
    const own = await twice();
    const dockerfile = join(own.folder, 'Dockerfile');
    const lines = [
      `FROM ${await testImage()}`,
      'RUN useradd --create-home dev && mkdir -p /app/deps && touch /app/deps/tool && chown -R dev /app',
      'WORKDIR /app',
      'COPY check.py copied.py',
      'USER dev',
    ];
    writeFileSync(dockerfile, `${lines.join('\n')}\n`);
    const output = await seen(solved(await solve(own, '--dockerfile', dockerfile)));
    expect(output).toMatch(/root \/app user 1\d{3} tool True/);
    expect(output).toContain("changes ['??', 'copied.py', '??', 'troop_check.py']");
  }, 180_000);

  test('leaves images that are known as ours by their label', async () => {
    const own = await twice();
    await solve(own, '--image', await testImage());
    const listed = execFileSync('docker', [
      'images',
      '--filter',
      'label=troop.image=tree',
      '--format',
      '{{.Repository}}',
    ]);
    expect(listed.toString()).toContain('troop-solve/twice');
  }, 180_000);

  test('is refused where the image has no git, or the Dockerfile cannot be read', async () => {
    const own = await twice();
    const dockerfile = join(own.folder, 'Dockerfile');
    writeFileSync(dockerfile, `FROM ${await testImage()}\nRUN rm $(command -v git)\n`);
    const { status, stderr } = await solve(own, '--dockerfile', dockerfile);
    expect(stderr).toMatch(/Dockerfile has no git, which applies patches: install it there/);
    expect(status).toBe(1);
    expect((await solve(own, '--dockerfile', '/nowhere')).stderr).toMatch(
      /--dockerfile: \/nowhere cannot be read/,
    );
  }, 180_000);

  test.each([
    ['FROM scratch'],
    ['FROM scratch\nCOPY check.py /check.py'],
    ['FROM scratch\nCOPY check.py /\nRUN true'],
  ])(
    'is refused where the Dockerfile is %j, with the remedy',
    async (text) => {
      const own = await twice();
      const dockerfile = join(own.folder, 'Dockerfile');
      writeFileSync(dockerfile, `${text}\n`);
      const { status, stderr } = await solve(own, '--dockerfile', dockerfile);
      expect(stderr).toMatch(
        /Dockerfile has no shell, which troop runs tests with: begin FROM an image with sh/,
      );
      expect(status).toBe(1);
    },
    180_000,
  );

  test('leaves no container of a Dockerfile whose build fails', async () => {
    const own = await twice();
    const dockerfile = join(own.folder, 'Dockerfile');
    const mark = `failing-${process.pid}`;
    writeFileSync(dockerfile, `FROM ${await testImage()}\nRUN echo ${mark} && exit 3\n`);
    const left = () =>
      execFileSync('docker', ['ps', '--all', '--no-trunc', '--format', '{{.ID}} {{.Command}}'], {
        encoding: 'utf8',
      })
        .split('\n')
        .filter((line) => line.includes(mark));
    const { status, stderr } = await solve(own, '--dockerfile', dockerfile);
    expect([status, left()], stderr).toEqual([1, []]);
    // Control: what the engine leaves of the same build when it is not told to remove it.
    const env = { ...process.env, DOCKER_BUILDKIT: '0' };
    spawnSync('docker', ['build', '--file', dockerfile, own.folder], { env });
    const control = left();
    for (const line of control) execFileSync('docker', ['rm', line.split(' ')[0] ?? '']);
    expect(control).toHaveLength(1);
  }, 180_000);
});

test('without a docker command the remedy is said', async () => {
  const own = await twice();
  const bin = join(own.folder, 'bin');
  execFileSync('mkdir', [bin]);
  symlinkSync(execFileSync('which', ['git'], { encoding: 'utf8' }).trim(), join(bin, 'git'));
  const argv = ['solve', '--repo', own.directory, '--issue', own.issueFile, '--image', 'x'];
  argv.push('--model', 'openai-compatible:x@http://127.0.0.1:9/v1', '--unknown-price', 'allow');
  const { status, stderr } = await troop(argv, { PATH: bin });
  expect(stderr).toMatch(/there is no docker command here.*--sandbox process/);
  expect(status).toBe(1);
  expect(readFileSync(own.issueFile, 'utf8')).toBe(ISSUE);
});
