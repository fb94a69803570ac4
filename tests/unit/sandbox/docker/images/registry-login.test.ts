import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { registryLogin } from '../../../../../sandbox/docker/images/registry-login.ts';

const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });

function configured(config: unknown): { DOCKER_CONFIG: string } {
  const folder = mkdtempSync(join(tmpdir(), 'troop-test-login-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
  return { DOCKER_CONFIG: folder };
}

describe('the login for a pull', () => {
  const config = {
    auths: { 'https://index.docker.io/v1/': auth('me:a:b'), 'my.host:5000': auth('you:secret') },
  };

  it.each([
    ['swebench/sweb.eval.x86_64.a:latest', 'me', 'a:b'],
    ['debian', 'me', 'a:b'],
    ['my.host:5000/debian:1', 'you', 'secret'],
  ])('of %s is that of its registry', async (name, username, password) => {
    expect(await registryLogin(name, configured(config))).toMatchObject({ username, password });
  });

  it.each([
    ['another registry', 'other.host/debian', config],
    [
      'a credential helper',
      'debian',
      { credsStore: 'desktop', auths: { 'https://index.docker.io/v1/': {} } },
    ],
    ['a broken file', 'debian', '{'],
  ])('is none for %s', async (_, name, written) => {
    expect(await registryLogin(name, configured(written))).toBeNull();
  });

  it('is none without a file', async () => {
    expect(await registryLogin('debian', { DOCKER_CONFIG: '/nonexistent' })).toBeNull();
  });
});
