import { MachineryError } from '../../domain/errors.ts';
import { engineFailure } from './engine-failure.ts';

/** An engine that takes longer for one request than this is stuck, and waiting on would hang the run. */
const STUCK_MS = 120_000;

/** Awaits one request to the engine; throws a MachineryError where it fails or is never answered. */
export async function engineCall<T>(doing: string, request: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const message = `Docker engine, ${doing}: no answer within ${STUCK_MS / 1000} s; is its machine overloaded?`;
      reject(new MachineryError(message, { transient: true }));
    }, STUCK_MS);
  });
  try {
    return await Promise.race([request, stuck]);
  } catch (error) {
    throw engineFailure(error, doing);
  } finally {
    clearTimeout(timer);
  }
}
