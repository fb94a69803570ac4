import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { fetchSdist } from '../../../../scripts/dev-set/sdist.ts';

const ARCHIVE = Buffer.from('not really an archive');
const SDIST = {
  package: 'Some.Name',
  sdist: 'some-name-1.0.tar.gz',
  sha256: createHash('sha256').update(ARCHIVE).digest('hex'),
};
const signal = new AbortController().signal;

let server: Server;
let origin: string;
/** As they came: a proxy is asked for whole addresses. */
let asked: string[] = [];
let cache: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const { pathname } = new URL(request.url ?? '', 'http://here');
    if (pathname === '/simple/some-name/') {
      response.end('<a href="../../files/some-name-1.0.tar.gz#sha256=0">some-name-1.0.tar.gz</a>');
    } else if (pathname === '/files/some-name-1.0.tar.gz') {
      response.end(ARCHIVE);
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  origin = `http://127.0.0.1:${address.port}`;
});
afterAll(() => {
  server.close();
});

beforeEach(() => {
  asked = [];
  cache = mkdtempSync(join(tmpdir(), 'troop-sdist-'));
  vi.stubEnv('PIP_INDEX_URL', `${origin}/simple`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

describe('a source archive', () => {
  test("comes from the index that this machine's pip is set to, and then from the cache", async () => {
    const path = await fetchSdist(SDIST, { cache, signal });
    expect(readFileSync(path)).toEqual(ARCHIVE);
    expect(asked).toEqual(['/simple/some-name/', '/files/some-name-1.0.tar.gz']);
    expect(await fetchSdist(SDIST, { cache, signal })).toBe(path);
    expect(asked).toHaveLength(2);
  });

  test('comes through the proxy that pip uses', async () => {
    vi.stubEnv('PIP_INDEX_URL', 'http://index.invalid/simple');
    vi.stubEnv('http_proxy', origin);
    vi.stubEnv('no_proxy', '');
    expect(readFileSync(await fetchSdist(SDIST, { cache, signal }))).toEqual(ARCHIVE);
    expect(asked[0]).toBe('http://index.invalid/simple/some-name/');
  });

  test('with other bytes than recorded is refused and not kept', async () => {
    const other = { ...SDIST, sha256: '0'.repeat(64) };
    await expect(fetchSdist(other, { cache, signal })).rejects.toThrow(
      `sha256 is ${SDIST.sha256}, recorded is ${other.sha256}`,
    );
    expect(readdirSync(join(cache, 'sdists'))).toEqual([]);
  });

  test('that was cut short in the cache is fetched anew', async () => {
    const path = await fetchSdist(SDIST, { cache, signal });
    writeFileSync(path, ARCHIVE.subarray(0, 5));
    expect(readFileSync(await fetchSdist(SDIST, { cache, signal }))).toEqual(ARCHIVE);
  });

  test('is whole for everyone where several fetch it at once', async () => {
    mkdirSync(join(cache, 'sdists'));
    const paths = await Promise.all([1, 2, 3].map(() => fetchSdist(SDIST, { cache, signal })));
    expect(new Set(paths).size).toBe(1);
    expect(readdirSync(join(cache, 'sdists'))).toEqual([SDIST.sdist]);
    expect(readFileSync(paths[0] ?? '')).toEqual(ARCHIVE);
  });

  test('that the index lacks is an error that names it, and no address', async () => {
    const missing = { ...SDIST, sdist: 'some-name-2.0.tar.gz' };
    await expect(fetchSdist(missing, { cache, signal })).rejects.toThrow(
      'the package index has no file some-name-2.0.tar.gz of Some.Name',
    );
    vi.stubEnv('PIP_INDEX_URL', 'http://user:secret@127.0.0.1:1/simple');
    const error: unknown = await fetchSdist(SDIST, { cache, signal }).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('the package index did not answer: ConnectionError');
    expect(String(error)).not.toContain('secret');
  });
});
