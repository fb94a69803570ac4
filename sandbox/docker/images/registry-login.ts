import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { engineCall } from '../engine-call.ts';
import type { RegistryLogin } from './pull-image.ts';

/** The login for pulling an image through an engine, which knows what its default registry is. */
export async function loginOf(
  docker: Docker,
  imageName: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<RegistryLogin | null> {
  const { IndexServerAddress }: { IndexServerAddress: string } = await engineCall(
    'asking what it is',
    docker.info(),
  );
  return registryLogin(imageName, environment, IndexServerAddress);
}

/**
 * The login that `docker login` wrote into its configuration for an image's registry; null where there is none, or
 * where a credential helper keeps it (then pull by hand). The engine needs it with each pull. `defaultRegistry` is what
 * the engine calls the registry of names without a host.
 */
export async function registryLogin(
  imageName: string,
  environment: Readonly<Record<string, string | undefined>>,
  defaultRegistry: string,
): Promise<RegistryLogin | null> {
  const folder = environment.DOCKER_CONFIG ?? join(environment.HOME ?? homedir(), '.docker');
  const text = await readFile(join(folder, 'config.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const serveraddress = registryOf(imageName) ?? defaultRegistry;
  const packed = loginsIn(text).get(serveraddress);
  if (packed === undefined) return null;
  const [username, ...rest] = Buffer.from(packed, 'base64').toString('utf8').split(':');
  return username ? { username, password: rest.join(':'), serveraddress } : null;
}

/** A first part with a dot, a port, or the name localhost is a registry; null stands for the default one. */
function registryOf(imageName: string): string | null {
  const [first = '', ...rest] = imageName.split('/');
  return rest.length > 0 && /[.:]|^localhost$/.test(first) ? first : null;
}

/** `{"auths": {"<registry>": {"auth": "<base64 of name:password>"}}}` */
function loginsIn(text: string): Map<string, string> {
  const logins = new Map<string, string>();
  const auths = field(parse(text), 'auths');
  if (typeof auths !== 'object' || auths === null) return logins;
  for (const [registry, entry] of Object.entries(auths)) {
    const auth = field(entry, 'auth');
    if (typeof auth === 'string' && auth !== '') logins.set(registry, auth);
  }
  return logins;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
