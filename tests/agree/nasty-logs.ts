import { BYTE_LOGS } from './nasty-logs/byte-logs.ts';
import { LANGUAGE_LOGS } from './nasty-logs/language-logs.ts';
import { MARKER_LOGS } from './nasty-logs/marker-logs.ts';
import type { NastyLog } from './nasty-logs/nasty-log.ts';
import { PYTEST_LOGS } from './nasty-logs/pytest-logs.ts';
import { ROW_LOGS } from './nasty-logs/row-logs.ts';
import { RUNNER_LOGS } from './nasty-logs/runner-logs.ts';

/** Written by hand after what graders are known to stumble over; each name is said once. */
export const NASTY_LOGS: readonly NastyLog[] = [
  ...PYTEST_LOGS,
  ...RUNNER_LOGS,
  ...LANGUAGE_LOGS,
  ...MARKER_LOGS,
  ...BYTE_LOGS,
  ...ROW_LOGS,
];
