import { relative } from 'node:path';
import Docker from 'dockerode';
import type { Reporter, TestModule } from 'vitest/node';
import { ROOT, reachableFrom } from '../house/source-tree.ts';

const DOCKER_SUPPORT = 'tests/support/docker.ts';

/**
 * Says once, at the end, that Docker tests were skipped for want of an engine, and how to get them. It counts files:
 * a suite over several sandboxes leaves the Docker half out instead of skipping test by test. In CI they
 * fail instead, and say so themselves.
 */
export default class SkippedDockerReporter implements Reporter {
  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const files = modules.filter(needsDocker).length;
    if (files === 0 || process.env.CI || (await engineAnswers())) return;
    const place = process.env.DOCKER_HOST ?? '/var/run/docker.sock';
    process.stdout.write(
      `\nDocker tests skipped in ${files} ${files === 1 ? 'file' : 'files'} (no engine answers at ${place};` +
        ' start one with scripts/docker-engine.sh)\n',
    );
  }
}

function needsDocker(module: TestModule): boolean {
  return reachableFrom(ROOT, relative(ROOT, module.moduleId)).has(DOCKER_SUPPORT);
}

async function engineAnswers(): Promise<boolean> {
  return new Docker().ping().then(
    () => true,
    () => false,
  );
}
