import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startFakeServer } from '../fake-server/start.ts';
import { everyText } from '../support/every-text.ts';
import { troop } from '../support/run-main.ts';
import { served } from '../support/served.ts';
import { editOf, RANGES, smallRepository } from '../support/small-repository.ts';
import type { Replies } from '../support/write-tape.ts';
import { issueOf, tapeRun } from './tape-run.ts';

const MARKER = 'sk-marker-7f3a';

/** A script that prints all it can see of the machine's environment, and then tells right from wrong. */
const NOSY = `<test>
const { parse } = require('./');
console.log('environment of the cell:', JSON.stringify(process.env));
process.exit(parse('3-1').join() === '3,2,1' ? 0 : 2);
</test>`;

const REPLIES: Replies = {
  'testing/0/1': NOSY,
  'testing/0/2': '<done/>',
  'editing/0/1': editOf('counts down'),
  'editing/0/2': '<done/>',
};

function withMarker(file: string): string[] {
  return everyText(file).flatMap(({ place, text }) => (text.includes(MARKER) ? [place] : []));
}

test.each(['anthropic', 'openai', 'openai-compatible'] as const)(
  'a key of %s is in no table, no output, no tape and no sandbox of a whole run',
  async (provider) => {
    const { folder, dataset } = await smallRepository();
    const server = await served(REPLIES);
    const model = `${provider}:fake-1${provider === 'openai-compatible' ? `@${server.openaiUrl}` : ''}`;
    const tape = join(folder, 'recorded.jsonl');
    const ran = await troop(
      [...tapeRun({ folder, dataset, model, samples: 1 }), '--record', tape, '--verbose'],
      {
        ANTHROPIC_API_KEY: MARKER,
        OPENAI_API_KEY: MARKER,
        ANTHROPIC_BASE_URL: server.url,
        OPENAI_BASE_URL: server.openaiUrl,
      },
    );
    expect(ran.status, ran.stderr).toBe(0);
    expect(issueOf(ran)).toMatchObject({ state: 'done', grade: 'resolved' });
    expect(await server.log()).not.toEqual([]);

    const store = join(folder, 'troop.db');
    const texts = everyText(store).map(({ text }) => text);
    // The cells did print their environment, so that a key in it would be found.
    expect(texts.some((text) => text.includes('environment of the cell: {') && text.includes('PATH'))).toBe(
      true,
    );
    expect(withMarker(store)).toEqual([]);
    expect(readFileSync(store).includes(MARKER)).toBe(false);
    expect(ran.stdout + ran.stderr).not.toContain(MARKER);
    const recorded = readFileSync(tape, 'utf8');
    expect(recorded.trim().split('\n')).toHaveLength(1 + Object.keys(REPLIES).length);
    expect(recorded).not.toContain(MARKER);
    const shown = await troop(['show', RANGES, '--store', store, '--json', '--trajectory', '1']);
    expect(shown.stdout).toContain('environment of the cell');
    expect(shown.stdout).not.toContain(MARKER);
  },
);

test('a key that got into a prompt would be found, though prompts are compressed', async () => {
  const { folder, dataset } = await smallRepository();
  writeFileSync(
    dataset,
    readFileSync(dataset, 'utf8').replace('should count down', `should, ${MARKER}, count down`),
  );
  const server = await served(REPLIES);
  const model = `openai-compatible:fake-1@${server.openaiUrl}`;
  await troop(tapeRun({ folder, dataset, model, samples: 1 }));
  expect(withMarker(join(folder, 'troop.db'))).toContain('blobs.content');
});

test('a key that got into a cell would be found, in the store and in what is shown', async () => {
  const { folder, dataset } = await smallRepository();
  const server = await served({
    ...REPLIES,
    'testing/0/1': NOSY.replace(
      'process.env)',
      `{ ...process.env, KEY: ['sk', 'marker', '7f3a'].join('-') })`,
    ),
  });
  const model = `openai-compatible:fake-1@${server.openaiUrl}`;
  await troop(tapeRun({ folder, dataset, model, samples: 1 }));
  const store = join(folder, 'troop.db');
  expect(withMarker(store)).toContain('blobs.content');
  const shown = await troop(['show', RANGES, '--store', store, '--json', '--trajectory', '1']);
  expect(shown.stdout).toContain(MARKER);
});

test('a key from a file is used and kept as one from the environment is', async () => {
  const { folder, dataset } = await smallRepository();
  const server = await served(REPLIES);
  const keys = join(folder, 'keys.env');
  writeFileSync(keys, `# mine\nOPENAI_API_KEY="${MARKER}"\n`, { mode: 0o600 });
  const model = 'openai-responses:fake-1';
  const tape = join(folder, 'recorded.jsonl');
  const run = tapeRun({ folder, dataset, model, samples: 1 });
  const ran = await troop([...run, '--record', tape, '--verbose'], {
    TROOP_KEYS: keys,
    OPENAI_BASE_URL: server.openaiUrl,
  });
  expect(ran.status, ran.stderr).toBe(0);
  const store = join(folder, 'troop.db');
  expect(everyText(store).some(({ text }) => text.includes('environment of the cell: {'))).toBe(true);
  expect(withMarker(store)).toEqual([]);
  expect(ran.stdout + ran.stderr).not.toContain(MARKER);
  expect(readFileSync(tape, 'utf8')).not.toContain(MARKER);
  expect(
    (await troop(['show', RANGES, '--store', store, '--json', '--trajectory', '1'])).stdout,
  ).not.toContain(MARKER);
});

test('a dead key is tried once, said once, and the run goes on with a good one', async () => {
  const { folder, dataset } = await smallRepository();
  const message = `Incorrect API key provided: ${MARKER}`;
  const dead = await startFakeServer({
    rules: [],
    otherwise: { fault: { kind: 'status', status: 401, message } },
  });
  onTestFinished(() => dead.stop());
  const run = tapeRun({ folder, dataset, model: 'openai:fake-1', samples: 5 });
  const ran = await troop([...run, '--slots', '1'], {
    OPENAI_API_KEY: MARKER,
    OPENAI_BASE_URL: dead.openaiUrl,
  });
  expect(ran.status).toBe(2);
  expect((await dead.log()).filter(({ event }) => event === 'request')).toHaveLength(1);
  expect(ran.stderr.match(/No further call is sent/g)).toHaveLength(1);
  expect(ran.stderr).toContain('Check the API key');
  expect(ran.stdout + ran.stderr).not.toContain(MARKER);
  expect(withMarker(join(folder, 'troop.db'))).toEqual([]);

  const good = await served(
    Object.fromEntries(
      [0, 1, 2, 3, 4].flatMap((sample) =>
        Object.entries(REPLIES).map(([name, reply]) => [name.replace('/0/', `/${sample}/`), reply]),
      ),
    ),
  );
  const resumed = await troop(run, { OPENAI_API_KEY: 'good', OPENAI_BASE_URL: good.openaiUrl });
  expect(resumed.status, resumed.stderr).toBe(0);
});

test('a missing key is named before anything is asked', async () => {
  const { folder, dataset } = await smallRepository();
  const ran = await troop(tapeRun({ folder, dataset, model: 'anthropic:claude-sonnet-4-5', samples: 1 }));
  expect(ran.status).toBe(1);
  expect(ran.stderr).toContain('ANTHROPIC_API_KEY is not set');
});
