import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../domain/errors.ts';
import { patchIdentity } from '../../../domain/patch.ts';
import { isTrajectory, readTrajectory } from '../../../pipeline/trajectory-import.ts';
import { patchOf } from '../../support/small-repository.ts';

/** Made by the real programs; see make-trajectories.py beside them. */
const TAPES = join(import.meta.dirname, '../../tapes/mini-swe-agent');

const VERSIONS = [
  ['v1', 'mini-swe-agent 1.17.5'],
  ['v2', 'mini-swe-agent 2.4.6'],
] as const;

function read(version: string, instance: string) {
  const path = join(TAPES, version, instance, `${instance}.traj.json`);
  const text = readFileSync(path, 'utf8');
  const value: unknown = JSON.parse(text);
  expect(isTrajectory(value)).toBe(true);
  return { text, path, value, offer: readTrajectory(value, { text, path }) };
}

describe.each(VERSIONS)('a trajectory of mini-swe-agent %s', (version, agent) => {
  test('gives its patch, model, turns, cost and ending', () => {
    const { text, offer } = read(version, 'octo__ranges-7');
    const fileSha256 = createHash('sha256').update(text).digest('hex');
    expect(offer).toEqual({
      instanceId: 'octo__ranges-7',
      patch: expect.stringContaining('diff --git'),
      origin: `acme/solver-1#${fileSha256.slice(0, 8)}`,
      details: {
        agent,
        model: 'acme/solver-1',
        turns: 3,
        costUsd: 0.75,
        exitStatus: 'Submitted',
        fileSha256,
      },
    });
    expect(patchIdentity(offer.patch ?? '')).toBe(patchIdentity(patchOf('counts down')));
  });

  test('that met its limit has no patch and keeps what it cost', () => {
    const { offer } = read(version, 'octo__ranges-8');
    expect(offer.patch).toBe('');
    expect(offer.details).toMatchObject({ turns: 2, costUsd: 0.5, exitStatus: 'LimitsExceeded' });
  });

  test('whose model failed keeps the failure as its ending', () => {
    const { offer } = read(version, 'octo__ranges-9');
    // Version 1 leaves the error's text where the patch should be.
    expect(offer.patch).toBe(version === 'v1' ? 'list index out of range' : '');
    expect(offer.details?.exitStatus).toBe('IndexError');
  });
});

describe('what a trajectory leaves out', () => {
  const bare = { trajectory_format: 'mini-swe-agent-1', info: { submission: null }, messages: [] };

  test('is null, and the instance is taken from the name of the file', () => {
    const offer = readTrajectory(bare, { text: '{}', path: 'runs/octo__calc-1.traj.json' });
    expect(offer).toMatchObject({ instanceId: 'octo__calc-1', patch: null });
    expect(offer.details).toMatchObject({
      agent: 'mini-swe-agent',
      model: 'unknown-model',
      turns: null,
      costUsd: null,
      exitStatus: null,
    });
  });

  test('is an error where nothing names the instance', () => {
    const go = () => readTrajectory(bare, { text: '{}', path: 'runs/one.json' });
    expect(go).toThrow(UsageError);
    expect(go).toThrow(/runs\/one\.json, instance_id: .*INSTANCE\.traj\.json/);
  });

  test('is an error that names the field where it has another form', () => {
    const odd = { ...bare, info: { submission: 7 } };
    expect(() => readTrajectory(odd, { text: '{}', path: 'a.traj.json' })).toThrow(
      /a\.traj\.json, info\.submission: /,
    );
  });
});

test.each([
  ['predictions', [{ instance_id: 'a', model_patch: '' }]],
  ['predictions by instance', { a: { model_patch: '', model_name_or_path: 'mini-swe-agent' } }],
  ['a report', { info: {}, messages: [] }],
  ['nothing', undefined],
])('%s is no trajectory', (_name, value) => {
  expect(isTrajectory(value)).toBe(false);
});

test('two trajectories of one model are two sources', () => {
  expect(read('v1', 'octo__ranges-7').offer.origin).not.toBe(read('v2', 'octo__ranges-7').offer.origin);
});
