import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { MachineryError } from '../domain/errors.ts';

/** A process costs milliseconds, a read microseconds: one process serves all reads until nobody asks for a while. */
const IDLE_MS = 300;

interface Waiting {
  readonly blobId: string;
  resolve(content: Buffer): void;
  reject(error: Error): void;
}

/** Reads blobs of a git repository by their ids, through one `git cat-file --batch` at a time. */
export function createBlobReader(
  directory: string,
  environment: NodeJS.ProcessEnv,
): (blobId: string) => Promise<Buffer> {
  let batch: Batch | null = null;
  let idle: NodeJS.Timeout | undefined;

  return async (blobId) => {
    clearTimeout(idle);
    if (!batch?.isOpen()) batch = startBatch(directory, environment);
    const current = batch;
    try {
      return await current.read(blobId);
    } finally {
      clearTimeout(idle);
      idle = setTimeout(() => current.close(), IDLE_MS);
    }
  };
}

interface Batch {
  isOpen(): boolean;
  read(blobId: string): Promise<Buffer>;
  /** Ends the process once all that was asked is answered. */
  close(): void;
}

function startBatch(directory: string, environment: NodeJS.ProcessEnv): Batch {
  const git = spawn('git', ['cat-file', '--batch'], { cwd: directory, env: environment });
  const waiting: Waiting[] = [];
  let words = '';
  let open = true;

  const fail = (cause: string): void => {
    open = false;
    const message = `git cat-file in ${directory}: ${cause} ${words}`.trim();
    for (const { reject } of waiting.splice(0)) reject(new MachineryError(message, { transient: false }));
  };
  git.on('error', (error) => fail(error.message));
  git.on('close', (status) => fail(`ended with status ${status}`));
  git.stdin.on('error', (error) => fail(error.message));
  git.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    words += chunk;
  });
  answerInOrder(git, waiting).catch((error: Error) => fail(error.message));

  return {
    isOpen: () => open,
    read: (blobId) =>
      new Promise((resolve, reject) => {
        waiting.push({ blobId, resolve, reject });
        git.stdin.write(`${blobId}\n`);
      }),
    close() {
      open = false;
      git.stdin.end();
    },
  };
}

/** Each answer is `<id> <type> <size>\n<content>\n`, or `<id> missing\n`; answers keep the order of the questions. */
async function answerInOrder(git: ChildProcessWithoutNullStreams, waiting: Waiting[]): Promise<void> {
  let chunks: Buffer[] = [];
  let held = 0;
  let needed = 0;
  for await (const chunk of git.stdout) {
    chunks.push(chunk);
    held += chunk.length;
    // Joining on every chunk would copy a large blob again and again.
    if (held < needed) continue;
    let buffer = Buffer.concat(chunks);
    for (;;) {
      const lineEnd = buffer.indexOf(10);
      if (lineEnd < 0) break;
      const [, type, size] = buffer.toString('utf8', 0, lineEnd).split(' ');
      const contentEnd = size === undefined ? lineEnd : lineEnd + 1 + Number(size);
      needed = contentEnd + 1;
      if (buffer.length < needed) break;
      answer(waiting.shift(), type, buffer.subarray(lineEnd + 1, contentEnd));
      buffer = buffer.subarray(needed);
      needed = 0;
    }
    chunks = [buffer];
    held = buffer.length;
  }
}

function answer(asked: Waiting | undefined, type: string | undefined, content: Buffer): void {
  if (type === 'blob') {
    asked?.resolve(content);
    return;
  }
  const message = `git object ${asked?.blobId} is no blob of this repository (${type})`;
  asked?.reject(new MachineryError(message, { transient: false }));
}
