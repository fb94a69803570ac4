import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const PROGRAM = fileURLToPath(new URL('../../../scripts/heap-growth.ts', import.meta.url));

it('the heap of a program whose objects live for a while stays near what lives in it', () => {
  const small = peakMegabytes('keepHeapSmall();');
  const usual = peakMegabytes('');
  expect(small).toBeLessThan(usual * 0.8);
});

/** Peak of the heap of a process in which 400,000 of 8 million objects live at a time. */
function peakMegabytes(begin: string): number {
  const text = `
    import { getHeapStatistics } from 'node:v8';
    import { keepHeapSmall } from ${JSON.stringify(PROGRAM)};
    ${begin}
    const living = [];
    let peak = 0;
    for (let made = 0; made < 8e6; made++) {
      living[made % 400_000] = [made, {}];
      if (made % 10_000 === 0) peak = Math.max(peak, getHeapStatistics().total_heap_size);
    }
    console.log(peak / 1e6);`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', text];
  return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}
