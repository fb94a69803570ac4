import { MachineryError } from '../../domain/errors.ts';

/** What dockerode throws: an answer's HTTP status, or a system call's code. */
interface DockerFailure {
  readonly message: string;
  readonly status: number | null;
  readonly code: string | null;
}

/** Turns a failed call of the engine's interface into machinery that says what to do next. */
export function engineFailure(error: unknown, doing: string): MachineryError {
  if (error instanceof MachineryError) return error;
  const { message, status, code } = failureOf(error);
  const { remedy, transient } = diagnose(message, status, code);
  return new MachineryError(`Docker engine, ${doing}: ${message}${remedy}`, { cause: error, transient });
}

/** The engine says that the container is gone already, or is just going. */
export function isGone(error: unknown): boolean {
  const { status } = failureOf(error);
  return status === 404 || status === 409;
}

/** The engine does not know the image or path that a request named. */
export function isNotFound(error: unknown): boolean {
  return failureOf(error).status === 404;
}

/** For a request's `catch`: an image that is not there gets a message of its own; other failures go on. */
export function missingImage(name: string): (error: unknown) => never {
  return (error) => {
    if (!isNotFound(error)) throw error;
    const message = `the Docker engine has no image ${name}: build it or pull it (docker pull ${name})`;
    throw new MachineryError(message, { cause: error, transient: false });
  };
}

function diagnose(
  message: string,
  status: number | null,
  code: string | null,
): { remedy: string; transient: boolean } {
  if (/no space left on device/i.test(message)) {
    return {
      remedy: '; free disk space on its machine (troop images prune; docker system df shows what takes it)',
      transient: false,
    };
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return { remedy: '; its socket is not open to this user: join the group docker', transient: false };
  }
  if (code !== null) {
    return {
      remedy: '; is it running? start it (scripts/docker-engine.sh) or set DOCKER_HOST',
      transient: true,
    };
  }
  // Without a status the connection ended in the middle of an answer.
  return { remedy: '', transient: status === null || status >= 500 || status === 409 };
}

function failureOf(error: unknown): DockerFailure {
  if (!(error instanceof Error)) return { message: String(error), status: null, code: null };
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : null;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return { message: error.message.trim(), status, code };
}
