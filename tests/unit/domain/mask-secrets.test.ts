import { describe, expect, it } from 'vitest';
import { maskSecrets } from '../../../domain/mask-secrets.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const of = (start: string, length: number) => start + 'Ab3'.repeat(length).slice(0, length);

describe('maskSecrets', () => {
  it.each([
    ['sk-ant-', 40],
    ['sk-proj-', 48],
    ['sk-', 48],
    ['sk-or-v1-', 64],
    ['ghp_', 36],
    ['github_pat_', 60],
    ['glpat-', 20],
    ['xoxb-', 30],
    ['AIza', 35],
    ['npm_', 36],
    ['hf_', 34],
    ['sk_live_', 24],
  ])('masks a token that begins with %s', (start, length) => {
    const secret = of(start, length);
    const masked = maskSecrets(`key = "${secret}", and more`);
    expect(masked).toBe(`key = "${start}<masked>", and more`);
    expect(maskSecrets(masked)).toBe(masked);
  });

  it('masks the id of an AWS key and the body of a private key', () => {
    expect(maskSecrets(`id AKIA${'Z7'.repeat(8)}`)).toBe('id AKIA<masked>');
    const kind = 'RSA PRIVATE KEY';
    const pem = `-----BEGIN ${kind}-----\n${'MIIEow'.repeat(30)}\n-----END ${kind}-----`;
    const masked = `-----BEGIN ${kind}-----\n<masked>\n-----END ${kind}-----`;
    expect(maskSecrets(pem)).toBe(masked);
    expect(maskSecrets(masked)).toBe(masked);
  });

  it.each([
    'sk-learn and task-runner-with-a-very-long-name-that-goes-on',
    'd41d8cd98f00b204e9800998ecf8427e da39a3ee5e6b4b0d3255bfef95601890afd80709',
    'npm_config_user_agent=npm/10 hf_hub_download',
    `at Object.<anonymous> (/repo/${'a'.repeat(60)}.js:1:1)`,
  ])('leaves %s as it is', (text) => {
    expect(maskSecrets(text)).toBe(text);
  });
});
