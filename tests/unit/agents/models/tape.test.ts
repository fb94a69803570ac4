import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recorded } from '../../../../agents/models/recorded.ts';
import { openTapeWriter, parseTape, readTape } from '../../../../agents/models/tape-file.ts';
import { tapeModel } from '../../../../agents/models/tape-model.ts';
import { MachineryError, UsageError } from '../../../../domain/errors.ts';
import { callKeyText, type Model, type Reply } from '../../../../domain/model.ts';
import { NO_USAGE } from '../../../../domain/usage.ts';
import { ask, requestFor, thrownBy } from '../../../contract/models-request.ts';

const header = { tape: 1, recordedAt: '2026-01-01T00:00:00.000Z', of: 'a model made for tests' } as const;

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'troop-tape-'));
  path = join(directory, 'demo.jsonl');
});
afterEach(() => rm(directory, { recursive: true }));

function saying(text: string): Model {
  const reply: Reply = { text, usage: NO_USAGE, stop: 'end', model: 'm' };
  return { ask: () => Promise.resolve(reply) };
}

const silent = { strict: false, warn: () => {} };

describe('a recording', () => {
  it('gives the replies back by key, in any order', async () => {
    const tape = openTapeWriter(path, header);
    for (const name of ['a', 'b', 'c']) await ask(recorded(saying(`reply ${name}`), tape), requestFor(name));
    const model = tapeModel(readTape(path), silent);
    for (const name of ['c', 'a', 'b'])
      expect((await ask(model, requestFor(name))).text).toBe(`reply ${name}`);
  });

  it('tells the samples, roles and turns of an instance apart', async () => {
    const base = requestFor('a').key;
    const keys = [base, { ...base, sample: 1 }, { ...base, turn: 2 }, { ...base, role: 'editing' as const }];
    const tape = openTapeWriter(path, header);
    for (const [index, key] of keys.entries())
      await ask(recorded(saying(String(index)), tape), requestFor('a', { key }));
    const model = tapeModel(readTape(path), silent);
    const texts = await Promise.all(
      keys.map(async (key) => (await ask(model, requestFor('a', { key }))).text),
    );
    expect(texts).toEqual(['0', '1', '2', '3']);
  });

  it('goes on after a crash in the middle of a line, and keeps the later of two replies', async () => {
    await ask(recorded(saying('first'), openTapeWriter(path, header)), requestFor('a'));
    const whole = await readFile(path, 'utf8');
    await appendFile(path, whole.split('\n')[1]?.slice(0, 40) ?? '');
    expect(() => readTape(path)).toThrow(UsageError);
    const resumed = openTapeWriter(path, { ...header, of: 'something else' });
    expect(await readFile(path, 'utf8')).toBe(whole);
    await ask(recorded(saying('second'), resumed), requestFor('a'));
    const tape = readTape(path);
    expect(tape.header).toEqual(header);
    expect((await ask(tapeModel(tape, silent), requestFor('a'))).text).toBe('second');
  });

  it('has no line for a call that failed', async () => {
    const failing: Model = { ask: () => Promise.reject(new Error('down')) };
    await thrownBy(ask(recorded(failing, openTapeWriter(path, header)), requestFor('a')));
    expect(readTape(path).entries.size).toBe(0);
  });

  it('never goes on with a file that is no tape', async () => {
    await writeFile(path, 'precious notes\n');
    expect(() => openTapeWriter(path, header)).toThrow(UsageError);
    expect(await readFile(path, 'utf8')).toBe('precious notes\n');
  });
});

describe('a replay', () => {
  it('fails for good at a call that is not on the tape, and names it', async () => {
    openTapeWriter(path, header);
    const error = await thrownBy(ask(tapeModel(readTape(path), silent), requestFor('lost')));
    expect(error).toBeInstanceOf(MachineryError);
    expect(error).toMatchObject({ transient: false });
    expect(String(error)).toContain(callKeyText(requestFor('lost').key));
    expect(String(error)).toContain(path);
  });

  it('warns once per call of a request that changed, and fails if strict', async () => {
    await ask(recorded(saying('old'), openTapeWriter(path, header)), requestFor('a'));
    const warnings: string[] = [];
    const warn = (message: string) => warnings.push(message);
    const lenient = tapeModel(readTape(path), { strict: false, warn });
    const changed = requestFor('a', { hash: 'another' });
    expect((await ask(lenient, changed)).text).toBe('old');
    await ask(lenient, changed);
    expect(warnings).toEqual([expect.stringContaining(callKeyText(changed.key))]);
    const strict = tapeModel(readTape(path), { strict: true, warn });
    expect(await thrownBy(ask(strict, changed))).toMatchObject({ transient: false });
    expect((await ask(strict, requestFor('a'))).text).toBe('old');
  });
});

describe('parseTape', () => {
  const good = JSON.stringify(header);
  it.each([
    ['', 'demo.jsonl, line 1: not JSON'],
    ['{"tape": 2}', 'demo.jsonl, line 1: tape'],
    [`${good}\n\n{"key":`, 'demo.jsonl, line 3: not JSON'],
    [`${good}\n{"hash": "h"}`, 'demo.jsonl, line 2: key'],
  ])('names file and line of %j', (text, words) => {
    expect(() => parseTape(text, 'demo.jsonl')).toThrow(words);
  });

  it('says so where there is no file', () => {
    expect(() => readTape(join(directory, 'none.jsonl'))).toThrow(/none\.jsonl cannot be read/);
  });
});
