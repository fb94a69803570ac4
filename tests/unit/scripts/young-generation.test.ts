import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../../scripts/young-generation.ts', import.meta.url));

it('the young generation stays small while a program makes much that lives for a moment', () => {
  expect(youngMegabytes('keepYoungGenerationSmall();')).toBeLessThan(12);
  expect(youngMegabytes('')).toBeGreaterThan(15);
});

/** Of a process that makes 5 million objects, some of which live. */
function youngMegabytes(begin: string): number {
  const text = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { keepYoungGenerationSmall } from ${JSON.stringify(PROGRAM)};
    ${begin}
    const living = [];
    for (let made = 0; made < 5e6; made++) living[made % 200_000] = [made];
    const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
    console.log(young.physical_space_size / 1e6);`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', text];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}
