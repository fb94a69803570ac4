import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { builtCli, startCli } from '../support/built-cli.ts';
import { everyFile, ownRepository } from '../support/own-repository.ts';
import { served } from '../support/served.ts';

beforeAll(builtCli);

const LINE = "exports.greet = (name) => 'Hello ' + name;";
const EDIT = `<edit>\n<<<<<<< CHANGE index.js\n${LINE}\n=======\nexports.greet = (name = 'you') => 'Hello ' + name;\n>>>>>>>\n</edit>`;
const SCRIPT = "<test>\nprocess.exit(require('./').greet() === 'Hello you' ? 0 : 2);\n</test>";

test('an interrupted solve leaves the repository as it was, and the same command goes on without paying twice', async () => {
  const own = await ownRepository('greet', { 'index.js': `${LINE}\n` }, 'greet() should greet "you".\n');
  const replies = {
    'testing/0/1': SCRIPT,
    'testing/0/2': '<done/>',
    'editing/0/1': EDIT,
    'editing/0/2': '<done/>',
  };
  const server = await served(replies, 1_000);
  const model = `openai-compatible:fake@${server.openaiUrl}`;
  const config = join(own.folder, 'config.json');
  const prices = { [model]: { input: 1, output: 1, cacheRead: 1, cacheWrite: 1 } };
  writeFileSync(config, JSON.stringify({ context: { mode: 'given', given: ['index.js'] }, prices }));
  const argv = [
    'solve',
    '--repo',
    own.directory,
    '--issue',
    own.issueFile,
    '--sandbox',
    'process',
    '--samples',
    '1',
  ];
  const whole = [...argv, '--model', model, '--config', config, '--apply', '--json'];
  const environment = { XDG_STATE_HOME: join(own.folder, 'state') };
  const before = everyFile(own.directory);

  const first = startCli(whole, environment);
  await server.line(({ event }) => event === 'request', 20_000);
  first.child.kill('SIGINT');
  expect((await first.ended()).status).toBe(130);
  expect(everyFile(own.directory)).toEqual(before);

  const second = await startCli(whole, environment).ended();
  expect(second.status, second.stderr).toBe(0);
  const { delivered } = z
    .object({ delivered: z.object({ kind: z.string() }) })
    .parse(JSON.parse(second.stdout));
  expect(delivered.kind).toBe('applied');
  expect(readFileSync(join(own.directory, 'index.js'), 'utf8')).toContain("name = 'you'");
  const asked = (await server.log()).flatMap((line) => (line.event === 'request' ? [line.callId] : []));
  expect(asked).toHaveLength(4);
  expect(new Set(asked).size).toBe(4);
});
