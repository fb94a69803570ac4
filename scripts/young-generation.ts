import { setFlagsFromString } from 'node:v8';

/**
 * Holds V8's young generation at 4 MB instead of 16. Hundreds of conversations leave little that is young and lives, so
 * it costs no time, and saves a run with many calls in flight some 40 MB.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--max-semi-space-size=4');
}
