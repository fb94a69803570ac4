import { describe, expect, it } from 'vitest';
import { readBeginning, readEnded } from '../../../../sandbox/docker/cell-runner.ts';
import { checkHead } from '../../../../sandbox/docker/check-beginning.ts';

const TOKEN = 'f'.repeat(32);
const COMMIT = 'a'.repeat(40);

describe('reports of the runner', () => {
  it('a line counts once it is complete', () => {
    expect(readBeginning(`${TOKEN} ready -`, TOKEN)).toBeNull();
    expect(readBeginning(`${TOKEN} ready -\n`, TOKEN)).toEqual({ kind: 'ready', head: null });
  });

  it('only the first line says how it began, whatever follows', () => {
    const forged = `${TOKEN} ready -\n${TOKEN} not-applied -\nerror: patch does not apply\n`;
    expect(readBeginning(forged, TOKEN)).toEqual({ kind: 'ready', head: null });
  });

  it('a patch that does not apply comes with the words of git', () => {
    const reports = `${TOKEN} not-applied ${COMMIT},,base\nerror: a.py\nerror: b.py\n`;
    expect(readBeginning(reports, TOKEN)).toEqual({
      kind: 'not-applied',
      head: { commit: COMMIT, parents: [''], subject: 'base' },
      words: 'error: a.py\nerror: b.py',
    });
  });

  it('words that are not the runner’s are a container that cannot run cells', () => {
    expect(readBeginning('exec failed\n', TOKEN)).toEqual({ kind: 'impossible', words: 'exec failed\n' });
    expect(readBeginning(`${TOKEN} no-git\n`, TOKEN)).toEqual({ kind: 'impossible', words: 'no-git' });
  });

  it('the end is the last such line under the token', () => {
    const reports = `${TOKEN} ready -\n${'0'.repeat(32)} ended 0 0 0\n${TOKEN} ended 2 1 3\n`;
    expect(readEnded(reports, TOKEN)).toEqual({ exitCode: 2, refusedProcesses: 1, memoryKills: 3 });
    expect(readEnded(`${TOKEN} ready -\n`, TOKEN)).toBeNull();
  });
});

describe('the commit of an image', () => {
  const cell = {
    instanceId: 'a__b-1',
    image: { name: 'image', root: '/testbed', setup: '' },
    repository: 'a/b',
    baseCommit: COMMIT,
    patch: null,
    script: { text: '', fileName: 'x', command: '{script}', place: 'root' as const },
    limits: { timeoutMs: 1, memoryBytes: 1, pids: 1, cpus: 1, diskBytes: 1, outputBytes: 1 },
  };
  const other = 'b'.repeat(40);

  it('may be the base, or the one commit that SWE-bench’s harness puts on it', () => {
    expect(() => checkHead(null, cell)).not.toThrow();
    expect(() => checkHead({ commit: COMMIT, parents: [], subject: 'x' }, cell)).not.toThrow();
    expect(() => checkHead({ commit: other, parents: [COMMIT], subject: 'SWE-bench' }, cell)).not.toThrow();
  });

  it('is refused where it is any other, a child of the base too', () => {
    expect(() => checkHead({ commit: other, parents: [COMMIT], subject: 'the fix' }, cell)).toThrow(other);
    expect(() => checkHead({ commit: other, parents: [other], subject: 'SWE-bench' }, cell)).toThrow(COMMIT);
  });
});
