import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** A registry on the loopback interface, which an engine of this machine takes without TLS. */
export interface FakeRegistry {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** Method and path of each request, the engine's greeting left out. */
  readonly requests: string[];
  /** Answers the next requests for a manifest in this way instead; `hang` never answers. */
  failNext(times: number, how: number | 'hang'): void;
  close(): Promise<void>;
}

/** Serves one image, a single file, under every name but `missing`. */
export async function fakeRegistry(): Promise<FakeRegistry> {
  const blobs = await imageBlobs();
  const requests: string[] = [];
  let failures: (number | 'hang')[] = [];

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? '';
    response.setHeader('docker-distribution-api-version', 'registry/2.0');
    if (path === '/v2/') {
      response.end('{}');
      return;
    }
    requests.push(`${request.method} ${path}`);
    const [, name, kind, reference = ''] = /^\/v2\/(.+)\/(manifests|blobs)\/(.+)$/.exec(path) ?? [];
    const failure = kind === 'manifests' ? failures.shift() : undefined;
    if (failure === 'hang') return;
    const blob = kind === 'manifests' ? blobs.manifest : blobs.byDigest.get(reference);
    if (failure !== undefined) refuse(response, failure, 'UNKNOWN');
    else if (name === 'missing' || blob === undefined) refuse(response, 404, 'MANIFEST_UNKNOWN');
    else {
      response.setHeader('content-type', kind === 'manifests' ? MANIFEST : 'application/octet-stream');
      response.setHeader('docker-content-digest', digestOf(blob));
      response.setHeader('content-length', blob.length);
      response.end(request.method === 'HEAD' ? undefined : blob);
    }
  };

  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    address: `127.0.0.1:${port}`,
    requests,
    failNext: (times, how) => {
      failures = Array.from({ length: times }, () => how);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ errors: [{ code, message: `refused with ${status}` }] }));
}

async function imageBlobs() {
  const tar = pack();
  // Its own content, so that no other image on the engine shares the layer.
  tar.entry({ name: 'pulled.txt' }, `pulled ${process.pid} ${Date.now()}\n`);
  tar.finalize();
  const files = await buffer(tar);
  const layer = gzipSync(files);
  const config = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: [digestOf(files)] },
      history: [{ created_by: 'test' }],
    }),
  );
  const part = (mediaType: string, bytes: Buffer) => ({
    mediaType,
    size: bytes.length,
    digest: digestOf(bytes),
  });
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: part('application/vnd.docker.container.image.v1+json', config),
      layers: [part('application/vnd.docker.image.rootfs.diff.tar.gzip', layer)],
    }),
  );
  return { manifest, byDigest: new Map([config, layer].map((bytes) => [digestOf(bytes), bytes])) };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
