import { describe, expect, it } from 'vitest';
import { MachineryError } from '../../../../domain/errors.ts';
import { engineFailure, isGone } from '../../../../sandbox/docker/engine-failure.ts';

const failure = (message: string, more: object) => Object.assign(new Error(message), more);

describe('a failed call of the Docker engine', () => {
  it.each([
    ['connection refused', failure('connect', { code: 'ECONNREFUSED' }), true, 'is it running'],
    ['no socket', failure('connect', { code: 'ENOENT' }), true, 'is it running'],
    ['a broken connection', failure('socket hang up', { code: 'ECONNRESET' }), true, 'is it running'],
    ['a closed socket', failure('connect', { code: 'EACCES' }), false, 'group docker'],
    ['a full disk', failure('mkdir: no space left on device', { statusCode: 500 }), false, 'free disk space'],
    ['an engine in trouble', failure('oops', { statusCode: 500 }), true, 'oops'],
    ['a bad request', failure('bad', { statusCode: 400 }), false, 'bad'],
  ])('%s: whether it may pass, and what to do', (_name, error, transient, words) => {
    const machinery = engineFailure(error, 'creating a container');
    expect(machinery).toMatchObject({ transient, cause: error });
    expect(machinery.message).toContain('creating a container');
    expect(machinery.message).toContain(words);
  });

  it('passes machinery through as it is', () => {
    const error = new MachineryError('known', { transient: true });
    expect(engineFailure(error, 'anything')).toBe(error);
  });

  it('a container that is gone, or is going, is told from one that cannot be removed', () => {
    expect([404, 409, 500].map((statusCode) => isGone(failure('x', { statusCode })))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
