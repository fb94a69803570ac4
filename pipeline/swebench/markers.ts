/** Lines by which an eval script, or a harness around it, speaks in the log. */
export const START_OF_TESTS = '>>>>> Start Test Output';
export const END_OF_TESTS = '>>>>> End Test Output';
export const TEST_EXIT_CODE = '>>>>> Test Exit Code';

/** Any of these anywhere makes a log void. */
export const VOIDING_MARKERS = [
  '>>>>> Patch Apply Failed',
  '>>>>> Reset Failed',
  '>>>>> Tests Errored',
  '>>>>> Tests Timed Out',
] as const;
