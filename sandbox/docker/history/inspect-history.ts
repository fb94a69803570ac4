import type Docker from 'dockerode';
import { MachineryError } from '../../../domain/errors.ts';
import { parseHead } from '../cell-runner.ts';
import { checkHead, impossible, type Placed } from '../check-beginning.ts';
import { runScript } from '../run-script.ts';
import { INSPECT_SCRIPT } from './inspect-script.ts';

/** Reading the whole history of a large project takes half a minute; one that takes this long is stuck. */
const TIMEOUT_MS = 15 * 60_000;

/** Something in an image that base does not reach. */
export interface Leak {
  /** Ref, file or directory; or what kind of object it is that nothing names. */
  readonly where: string;
  /** Null where it is no object. */
  readonly objectId: string | null;
  readonly subject: string | null;
}

interface Inspection {
  readonly docker: Docker;
  readonly labels: Record<string, string>;
  readonly signal: AbortSignal;
  /** `any`: only whether there is something; reading all objects of a large project takes its time. */
  readonly wanted?: 'all' | 'any';
}

/**
 * What of later history can be read in an image; nothing where its tree is no git repository. Throws a
 * MachineryError where the tree is at another commit or cannot be read.
 */
export async function inspectHistory(
  reference: string,
  placed: Placed,
  { docker, labels, signal, wanted = 'all' }: Inspection,
): Promise<Leak[]> {
  const { image, baseCommit } = placed;
  const end = await runScript(docker, {
    image: reference,
    script: INSPECT_SCRIPT,
    arguments: [image.root, baseCommit, wanted],
    labels,
    timeoutMs: TIMEOUT_MS,
    signal,
  });
  const lines = end.stdout.split('\n').map((line) => line.split('\t'));
  const reports = (kind: string) => lines.filter(([first]) => first === kind).map(([, ...words]) => words);
  const [refused] = reports('impossible');
  if (refused) throw impossible(refused.join(' '), placed);
  const [head] = reports('head');
  if (head?.join(' ') === '-') return [];
  checkHead(parseHead(head?.join('\t') ?? ''), placed);
  if (end.status !== 0 || reports('seen').length === 0) {
    const words = end.stderr.trim() || `ended with status ${end.status}`;
    const message = `looking for later history in image ${image.name}: ${words}; is the repository in ${image.root} whole (git fsck)?`;
    throw new MachineryError(message, { transient: false });
  }
  return reports('leak').map(([where = '', id = '-', subject = '-']) => ({
    where,
    objectId: id === '-' ? null : id,
    subject: subject === '-' || subject === '' ? null : subject,
  }));
}
