import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENGINES, LIMITS, type Subject } from './sandbox-subject.ts';

describe.each(ENGINES)('what the %s engine declares', (_, open) => {
  let subject: Subject;
  beforeAll(async () => {
    subject = await open();
  });
  afterAll(() => subject.close());

  const python = (text: string) => subject.run(text, { script: { command: 'python3 {script}' } });

  it('memory', async () => {
    const result = await python(`block = b'x' * ${LIMITS.memoryBytes + 64 * 1024 ** 2}`);
    if (!subject.engine.capabilities.memoryLimit) return expect(result.outcome).toBe('pass');
    return expect(result).toMatchObject({
      outcome: 'broken',
      exitCode: null,
      reason: `memory limit of ${LIMITS.memoryBytes} bytes met`,
    });
  });

  it('processes', async () => {
    const result = await subject.run(`for i in $(seq ${LIMITS.pids + 8}); do sleep 2 & done; wait`);
    if (!subject.engine.capabilities.pidsLimit) return expect(result.outcome).toBe('pass');
    return expect(result).toMatchObject({
      outcome: 'broken',
      reason: `limit of ${LIMITS.pids} processes met`,
    });
  });

  it('the size of a file', async () => {
    expect(subject.engine.capabilities.diskLimit).toBe('file');
    const reason = `limit of ${LIMITS.diskBytes} bytes per file met`;
    const byHead = await subject.run(`head -c ${LIMITS.diskBytes + 1} /dev/zero >big`);
    const byPython = await python(
      `with open('big', 'wb') as big:\n    big.write(b'x' * ${LIMITS.diskBytes + 1})`,
    );
    const atLimit = await subject.run(`head -c ${LIMITS.diskBytes} /dev/zero >big`);
    expect(byHead).toMatchObject({ outcome: 'broken', reason });
    expect(byPython).toMatchObject({ outcome: 'broken', reason });
    expect(atLimit).toMatchObject({ outcome: 'pass', reason: null });
  });

  it('processors', async () => {
    const quota = 'cat /sys/fs/cgroup/cpu/cpu.cfs_quota_us /sys/fs/cgroup/cpu.max 2>/dev/null';
    const { output } = await subject.run(quota);
    if (subject.engine.capabilities.cpuLimit) expect(output).toMatch(/^50000\b/);
    else expect(output).not.toMatch(/^50000\b/);
  });

  it('the network', async () => {
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const result = await subject.run(`exec 5<>/dev/tcp/127.0.0.1/${port} && exit 0; exit 2`);
    server.close();
    expect(result.outcome).toBe(subject.engine.capabilities.networkOff ? 'fail' : 'pass');
  });

  it('the host’s files and processes', async () => {
    const secret = join(subject.directory, 'secret-of-the-host');
    await writeFile(secret, 'secret');
    const file = await subject.run(`cat ${secret} || exit 2`);
    const process = await subject.run(`test -d /proc/${globalThis.process.pid}/fd || exit 2`);
    const expected = subject.engine.capabilities.isolation ? 'fail' : 'pass';
    expect([file.outcome, process.outcome]).toEqual([expected, expected]);
  });

  it('no engine hands the host’s variables on', async () => {
    process.env.TROOP_TEST_SECRET = 'sk-of-the-host';
    const { output } = await subject.run('env');
    delete process.env.TROOP_TEST_SECRET;
    expect(output).toContain('PATH=');
    expect(output).not.toContain('sk-of-the-host');
  });
});
