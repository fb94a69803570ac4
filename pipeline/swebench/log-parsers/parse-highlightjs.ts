import { strip } from '../python-text.ts';
import { pythonPattern } from './python-pattern.ts';

const SUMMARY = pythonPattern(String.raw`\n[ \t]*\d+ passing`);
const NUMBERED = pythonPattern(String.raw`^\d+\)`);
const TIME = pythonPattern(String.raw`\(\d+ms\)`, 'g');

/** highlight.js's mocha tree up to its summary: a test's name follows the nearest indented line above it. */
export function parseHighlightjs(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  let suite: string | null = null;
  for (const line of (log.split(SUMMARY)[0] ?? '').split('\n')) {
    const text = strip(line);
    const hasPassed = text.startsWith('✓') || text.startsWith('✔');
    if (hasPassed || NUMBERED.test(text)) {
      const behind = line.indexOf(hasPassed ? text.charAt(0) : ')') + 1;
      const test = strip(line.slice(behind).replace(TIME, ''));
      statuses.set(suite === null ? test : `${suite}.${test}`, hasPassed ? 'PASSED' : 'FAILED');
    } else if (line.startsWith('  ')) {
      suite = text;
    }
  }
  return statuses;
}
