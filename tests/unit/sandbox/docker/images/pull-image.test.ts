import { describe, expect, it } from 'vitest';
import { isPullable } from '../../../../../sandbox/docker/images/pull-image.ts';

describe('what looks pullable', () => {
  it.each([
    ['swebench/sweb.eval.x86_64.django_1776_django-11790:latest', true],
    ['my.host:5000/image', true],
    ['debian', true],
    ['troop-dev/django__django-11790:abc', false],
    ['troop-built/x:1', false],
    ['', false],
    [`sha256:${'a'.repeat(64)}`, false],
  ])('%s: %s', (name, pullable) => expect(isPullable(name)).toBe(pullable));
});
