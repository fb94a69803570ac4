import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { registryLogin } from '../../../../../sandbox/docker/images/registry-login.ts';

const DEFAULT = 'https://default.registry.example/v1/';
const auth = (text: string) => ({ auth: Buffer.from(text).toString('base64') });

function configured(config: unknown): { DOCKER_CONFIG: string } {
  const folder = mkdtempSync(join(tmpdir(), 'troop-test-login-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
  return { DOCKER_CONFIG: folder };
}

describe('the login for a pull', () => {
  const config = {
    auths: { [DEFAULT]: auth('me:a:b'), 'my.host:5000': auth('you:secret') },
  };

  it.each([
    ['swebench/sweb.eval.x86_64.a:latest', 'me', 'a:b'],
    ['debian', 'me', 'a:b'],
    ['my.host:5000/debian:1', 'you', 'secret'],
  ])('of %s is that of its registry', async (name, username, password) => {
    expect(await registryLogin(name, configured(config), DEFAULT)).toMatchObject({ username, password });
  });

  it.each([
    ['another registry', 'other.host/debian', config],
    ['a credential helper', 'debian', { credsStore: 'desktop', auths: { [DEFAULT]: {} } }],
    ['a broken file', 'debian', '{'],
  ])('is none for %s', async (_, name, written) => {
    expect(await registryLogin(name, configured(written), DEFAULT)).toBeNull();
  });

  it('is none without a file', async () => {
    expect(await registryLogin('debian', { DOCKER_CONFIG: '/nonexistent' }, DEFAULT)).toBeNull();
  });
});
