// sum.mjs FAILED_STEPS REPORT...: adds vitest's JSON reports up to the closing line. A step that failed beyond what
// its tests say (lint, types, a file that does not load, a time-out) is a failure too.
import { readFileSync } from 'node:fs';

const [failedSteps = '0', ...paths] = process.argv.slice(2);
const reports = paths.flatMap(readReport);
const passed = sum(reports, 'numPassedTests');
const skipped = sum(reports, 'numPendingTests') + sum(reports, 'numTodoTests');
const failed = Math.max(sum(reports, 'numFailedTests') + brokenFiles(reports), Number(failedSteps));

process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** @param {string} path */
function readReport(path) {
  try {
    return [JSON.parse(readFileSync(path, 'utf8'))];
  } catch {
    return [];
  }
}

/**
 * @param {Record<string, number>[]} all
 * @param {string} key
 */
function sum(all, key) {
  return all.reduce((total, report) => total + (report[key] ?? 0), 0);
}

/**
 * Files that failed without a failed test in them.
 *
 * @param {{ testResults: { status: string, assertionResults: { status: string }[] }[] }[]} all
 */
function brokenFiles(all) {
  const files = all.flatMap((report) => report.testResults);
  const broken = files.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  );
  return broken.length;
}
