import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';

export interface FakeHub {
  readonly url: string;
  /** Path of every request, in order. */
  readonly asked: readonly string[];
  /** The newest commit and its files; a test may put others in their place. */
  commit: string;
  files: Readonly<Record<string, Buffer>>;
  /** What is asked of the caller as `Bearer` token; null asks nothing. */
  token: string | null;
  /** What becomes of the bytes of a large file on their way. */
  harm: (bytes: Buffer) => Buffer;
  /** Answers nothing any more. */
  close(): Promise<void>;
}

export const FAKE_REPOSITORY = 'octo/rows';

/**
 * A loopback server that speaks what the hub's library asks of it for one data set repository: its newest commit, its
 * files, and their bytes by range; parquet files lie, as large files do there, behind a redirection.
 */
export async function fakeHub(files: Readonly<Record<string, Buffer>>): Promise<FakeHub> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response, hub);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  onTestFinished(close);
  const hub: FakeHub = {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    commit: 'c'.repeat(40),
    files,
    token: null,
    harm: (bytes) => bytes,
    close,
  };
  return hub;
}

function answer(request: IncomingMessage, response: ServerResponse, hub: FakeHub): void {
  const { pathname } = new URL(request.url ?? '', hub.url);
  const json = (status: number, value: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (hub.token !== null && request.headers.authorization !== `Bearer ${hub.token}`)
    return void json(401, { error: 'Invalid username or password.' });
  const api = `/api/datasets/${FAKE_REPOSITORY}`;
  const resolved = `/datasets/${FAKE_REPOSITORY}/resolve/${hub.commit}/`;
  if (pathname === `${api}/revision/main`) {
    return void json(200, { _id: '1', id: FAKE_REPOSITORY, sha: hub.commit, lastModified: '2024-01-01' });
  }
  if (pathname === `${api}/tree/${hub.commit}`) return void json(200, treeOf(hub));
  const path = pathname.startsWith(resolved) ? decodeURI(pathname.slice(resolved.length)) : null;
  if (path !== null && isLarge(path)) {
    return void response.writeHead(302, { location: `${hub.url}/large/${path}` }).end();
  }
  const bytes = hub.files[path ?? pathname.slice('/large/'.length)];
  if (!bytes) return void json(404, { error: 'Repository not found' });
  sendBytes(request, response, bytes, path === null ? hub.harm : (whole) => whole);
}

const isLarge = (path: string) => path.endsWith('.parquet');
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function treeOf({ files }: FakeHub): object[] {
  const entries = Object.entries(files).map(([path, bytes]) => ({
    type: 'file',
    path,
    size: bytes.length,
    oid: 'a'.repeat(40),
    ...(isLarge(path) ? { lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 130 } } : {}),
  }));
  return [{ type: 'directory', path: 'data', oid: 'b'.repeat(40), size: 0 }, ...entries];
}

function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Buffer,
  harm: FakeHub['harm'],
): void {
  const etag = `"${sha256(bytes)}"`;
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  if (from === undefined || to === undefined) {
    response.writeHead(200, { etag }).end(harm(bytes));
    return;
  }
  response.writeHead(206, { etag, 'content-range': `bytes ${from}-${to}/${bytes.length}` });
  response.end(bytes.subarray(Number(from), Number(to) + 1));
}
