import { describe, expect, it } from 'vitest';
import { cacheDirectory } from '../../../sandbox/cache-directory.ts';
import { formatOwner, isAlive, parseOwner } from '../../../sandbox/owner.ts';

describe('an owner', () => {
  it('survives its label', () => {
    const owner = { bootId: '3f-2:1', pid: 42 };
    expect(parseOwner(formatOwner(owner))).toEqual(owner);
    expect(parseOwner('nothing')).toBeNull();
  });

  it('is alive while its process is', () => {
    expect(isAlive(process.pid)).toBe(true);
    expect(isAlive(1)).toBe(true);
    expect(isAlive(2 ** 22 + 1)).toBe(false);
  });
});

describe('the cache directory', () => {
  it('is TROOP_CACHE, else under the XDG cache directory, else under the home', () => {
    expect(cacheDirectory({ TROOP_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
    expect(cacheDirectory({ XDG_CACHE_HOME: '/b' })).toBe('/b/troop');
    expect(cacheDirectory({})).toMatch(/\.cache\/troop$/);
  });
});
