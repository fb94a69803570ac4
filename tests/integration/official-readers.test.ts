import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { packText } from '../../db/packed-text.ts';
import { packPatch } from '../../pipeline/agent-cells.ts';
import { officialReadersOrSkip } from '../support/official-readers.ts';
import { troop } from '../support/run-main.ts';
import { CONFIG, ISSUE } from '../unit/db/sample-rows.ts';
import { tempFolder, tempStore } from '../unit/db/temp-store.ts';

const readers = await officialReadersOrSkip();

const run = promisify(execFile);

const PLAIN = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n';
/** What readers stumble over: other line ends, letters beyond ASCII, no last newline. */
const ODD =
  'diff --git a/\u00e9 b/\u00e9\n--- a/\u00e9\n+++ b/\u00e9\n@@ -1 +1 @@\n-a\r\n+b\u2028\u{1f600} "q"';

const CHOICES = [
  { instanceId: 'octo__calc-1', patch: PLAIN },
  { instanceId: 'octo__calc-2', patch: null },
  { instanceId: 'octo__calc-3', patch: ODD },
] as const;

const EXPECTED = CHOICES.map(({ instanceId, patch }) => ({
  instance_id: instanceId,
  model_name_or_path: 'acme/solver',
  model_patch: patch === ODD ? `${ODD}\n` : (patch ?? ''),
}));

let folder: string;

beforeEach(async () => {
  folder = tempFolder();
  const store = tempStore({}, join(folder, 'troop.db'));
  const { id: runId } = store.createRun('night', CONFIG, null);
  for (const [position, { instanceId, patch }] of CHOICES.entries()) {
    store.addInstance(runId, position, { ...ISSUE, instanceId }, await packText(ISSUE.text));
    if (patch !== null) store.importCandidate(runId, instanceId, 'other', await packPatch(patch));
    const candidateId = store.candidates(runId, instanceId)[0]?.id ?? null;
    const details = { ranking: [], votingTests: [], fallback: null };
    store.putSelection({ runId, instanceId }, { kind: 'vote', rule: 'codemonkeys', candidateId, details });
  }
});

async function exported(name: string): Promise<string> {
  const file = join(folder, name);
  const store = join(folder, 'troop.db');
  const ran = await troop(['export', '--store', store, '--name', 'acme/solver', '--out', file]);
  expect(ran.status, ran.stderr).toBe(0);
  return file;
}

/** A Python in the poorest locale; the text that it printed. Rejects where it fails. */
async function python(args: readonly string[], environment: Record<string, string> = {}): Promise<string> {
  if (readers === null) throw new Error('there is no official package');
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', PYTHONUTF8: '0', PYTHONCOERCECLOCALE: '0' };
  // sb-cli prints signs beyond ASCII.
  const out = { PYTHONIOENCODING: 'utf-8' };
  const { stdout } = await run(readers.python, [...args], {
    cwd: folder,
    env: { ...env, ...out, HOME: folder, PYTHONPATH: readers.sbCli, ...environment },
  });
  return stdout;
}

/** What `swebench eval` takes from each file, and the instances that it would run; or what it raises. */
const READ = `
import json, sys
from swebench.harness.utils import get_predictions_from_file
from swebench.harness.run_evaluation import get_dataset_from_preds

dataset, *files = sys.argv[1:]

def read(file):
    predictions = get_predictions_from_file(file, dataset, "test")
    by_id = {one["instance_id"]: one for one in predictions}
    rows = get_dataset_from_preds(dataset, "test", None, by_id, "a run", False)
    return {"predictions": predictions, "runs": [row["instance_id"] for row in rows]}

for file in files:
    try:
        said = read(file)
    except Exception as error:
        said = {"raises": repr(error)}
    print("READ " + json.dumps(said))
`;

async function officially(...files: readonly string[]): Promise<unknown[]> {
  const dataset = join(folder, 'rows.jsonl');
  const rows = CHOICES.map(({ instanceId }) => JSON.stringify({ instance_id: instanceId }));
  writeFileSync(dataset, `${rows.join('\n')}\n`);
  const said = await python(['-c', READ, dataset, ...files]);
  const lines = said.split('\n').filter((line) => line.startsWith('READ '));
  return lines.map((line): unknown => JSON.parse(line.slice('READ '.length)));
}

const submittedSchema = z.object({ prediction: z.looseObject({ instance_id: z.string() }) });

/** Hands a file in with sb-cli to a server on this machine; what the server was sent, by instance. */
async function handedIn(file: string): Promise<unknown[]> {
  const predictions: z.infer<typeof submittedSchema>['prediction'][] = [];
  const ids = () => predictions.map(({ instance_id: id }) => id);
  const report = Object.fromEntries(
    ['resolved', 'total', 'submitted', 'error', 'pending', 'completed', 'failed'].map((name) => [
      `${name}_instances`,
      predictions.length + 1,
    ]),
  );
  const server = createServer(async (request, response) => {
    const body = await json(request);
    const answer = () => {
      if (request.url === '/poll-jobs') return { running: [], completed: ids() };
      if (request.url === '/get-report') return { report };
      const { prediction } = submittedSchema.parse(body);
      predictions.push(prediction);
      return { launched: true, instance_id: prediction.instance_id };
    };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const submit = ['submit', 'swe-bench_lite', 'test', '--predictions_path', file, '--run_id', 'night'];
  await python(['-c', 'from sb_cli import app; app()', ...submit, '--api_key', 'none'], {
    SWEBENCH_API_URL: `http://127.0.0.1:${address.port}`,
  });
  return predictions.toSorted((a, b) => a.instance_id.localeCompare(b.instance_id));
}

/** Python needs long to load the official package, longer where others work too. */
const SLOW = { timeout: 120_000 };

const FILES = ['all_preds.jsonl', 'preds.json'];

describe.skipIf(readers === null)('what export writes is taken as it is', SLOW, () => {
  test('by the official command, as lines and by instance', async () => {
    const files = [];
    for (const name of FILES) files.push(await exported(name));
    const read = { predictions: EXPECTED, runs: ['octo__calc-1', 'octo__calc-3'] };
    expect(await officially(...files)).toEqual([read, read]);
  });

  test.each(FILES)('by sb-cli, which sends each prediction unchanged: %s', async (name) => {
    expect(await handedIn(await exported(name))).toEqual(EXPECTED);
  });
});

describe.skipIf(readers === null)('control: a weak file is refused', SLOW, () => {
  const line = (one: unknown) => `${JSON.stringify(one)}\n`;
  const [first, second, odd] = EXPECTED;
  const write = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  };

  test('by the official command', async () => {
    const read = await officially(
      write('empty-line.jsonl', `${line(first)}\n`),
      write('letters.jsonl', line(odd)),
      write('unknown.jsonl', line({ ...first, instance_id: 'octo__no-1' })),
      write('name.txt', line(first)),
    );
    expect(read).toEqual([
      { raises: expect.stringContaining('JSONDecodeError') },
      { raises: expect.stringContaining('UnicodeDecodeError') },
      { raises: expect.stringContaining('not found in dataset') },
      { raises: expect.stringContaining('.json or .jsonl') },
    ]);
  });

  test.each([
    ['an empty line', `${line(first)}\n`, /JSONDecodeError/],
    ['an instance that stands twice', line(first) + line(first), /Duplicate instance IDs/],
    ['two names', line(first) + line({ ...second, model_name_or_path: 'other' }), /same model/],
  ])('by sb-cli: %s', async (_name, text, message) => {
    await expect(handedIn(write('weak.jsonl', text))).rejects.toThrow(message);
  });
});
