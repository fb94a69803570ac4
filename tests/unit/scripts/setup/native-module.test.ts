import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  explain,
  headersBeside,
  missingTools,
  nativeModuleLoads,
} from '../../../../scripts/setup/native-module.mjs';
import { ROOT } from '../../../house/source-tree.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'troop-native-'));
  vi.stubEnv('CXX', '');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

function tool(bin: string, name: string, mode = 0o755): void {
  mkdirSync(join(folder, bin), { recursive: true });
  writeFileSync(join(folder, bin, name), '');
  chmodSync(join(folder, bin, name), mode);
}

test('the module loads where this very test suite runs, and not where nothing is installed', () => {
  expect(nativeModuleLoads(ROOT)).toBe(true);
  writeFileSync(join(folder, 'package.json'), '{}');
  expect(nativeModuleLoads(folder)).toBe(false);
});

describe('tools of a native build', () => {
  test('are all missing from an empty PATH', () => {
    expect(missingTools('')).toEqual(['python3', 'make', 'g++']);
  });

  test('are found in any folder of the PATH, with any C++ compiler', () => {
    tool('a', 'python3');
    tool('b', 'make');
    tool('b', 'clang++');
    expect(missingTools([join(folder, 'a'), join(folder, 'b')].join(delimiter))).toEqual([]);
  });

  test('that cannot be executed do not count', () => {
    tool('a', 'make', 0o644);
    expect(missingTools(join(folder, 'a'))).toContain('make');
  });
});

describe("Node's headers", () => {
  test('are found beside the binary', () => {
    tool('bin', 'node');
    expect(headersBeside(join(folder, 'bin', 'node'))).toBeNull();
    mkdirSync(join(folder, 'include', 'node'), { recursive: true });
    writeFileSync(join(folder, 'include', 'node', 'node.h'), '');
    expect(headersBeside(join(folder, 'bin', 'node'))).toBe(folder);
  });
});

describe('the message', () => {
  test('names the packages of four systems and the tools that are missing here', () => {
    const text = explain({ missing: ['make', 'g++'], nodedir: folder });
    expect(text).toContain('apt-get install python3 make g++');
    expect(text).toContain('dnf install python3 make gcc-c++');
    expect(text).toContain('apk add python3 make g++');
    expect(text).toContain('xcode-select --install');
    expect(text).toContain('missing here: make, g++');
    expect(text).not.toContain('headers');
  });

  test('speaks of headers only where they are not beside the binary', () => {
    expect(explain({ missing: [], nodedir: null })).toContain('headers');
  });
});
