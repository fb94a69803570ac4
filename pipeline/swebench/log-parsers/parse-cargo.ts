import { pythonPattern } from './python-pattern.ts';
import { lineParser } from './read-lines.ts';

/** `cargo test`: `test path::name ... ok`. Ignored tests are not told. */
export const parseCargo = lineParser(
  pythonPattern(String.raw`^test\s+(?<name>\S+)\s+\.\.\.\s+(?<word>\w+)$`),
  {
    ok: 'PASSED',
    FAILED: 'FAILED',
  },
);
