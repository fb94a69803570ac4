import { words } from '../python-text.ts';

const STATUS_WORDS = ['FAILED', 'PASSED', 'SKIPPED', 'ERROR', 'XFAIL'] as const;

/** pytest's short summary: a line that begins with a status word, the test's id after it. */
export function parsePytest(log: string): Map<string, string> {
  return parseSummary(log, (id) => id);
}

/** The same with parameters that are absolute paths cut to their last part: they hold the machine's own folders. */
export function parsePytestOptions(log: string): Map<string, string> {
  return parseSummary(log, (id) => {
    const open = id.indexOf('[');
    const close = id.lastIndexOf(']');
    if (open < 0 || close < open) return id;
    const option = id.slice(open + 1, close);
    const isPath = /^\/(?!\/)/.test(option) && !option.includes('*');
    return `${id.slice(0, open)}[${isPath ? option.slice(option.lastIndexOf('/')) : option}]`;
  });
}

/** The same where two enumeration members were printed by name in some versions and by number in others. */
export function parseMatplotlib(log: string): Map<string, string> {
  return parsePytest(log.replaceAll('MouseButton.LEFT', '1').replaceAll('MouseButton.RIGHT', '3'));
}

function parseSummary(log: string, nameOf: (id: string) => string): Map<string, string> {
  const statuses = new Map<string, string>();
  for (const line of log.split('\n')) {
    if (!startsWithStatus(line)) continue;
    // The message behind a failed test's dash belongs to no id, yet an id may be followed by one without a dash.
    const [status, id] = words(line.startsWith('FAILED') ? line.replaceAll(' - ', ' ') : line);
    if (status === undefined || id === undefined || isSkipCount(status, id)) continue;
    statuses.set(nameOf(id), status);
  }
  return statuses;
}

/**
 * Newer summaries and, in older ones, progress lines that end with the status. Colours are removed; an id may hold
 * spaces.
 */
export function parsePytestV2(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  for (const raw of log.split('\n')) {
    const line = withoutColours(raw);
    if (startsWithStatus(line)) {
      const [status, ...id] = words(line.startsWith('FAILED') ? (line.split(' - ')[0] ?? '') : line);
      const [first] = id;
      if (status === undefined || first === undefined || isSkipCount(status, first)) continue;
      statuses.set(id.join(' '), status);
    } else if (STATUS_WORDS.some((word) => line.endsWith(word))) {
      const parts = words(line);
      const status = parts.at(-1);
      if (status !== undefined && parts.length >= 2) statuses.set(parts.slice(0, -1).join(' '), status);
    }
  }
  return statuses;
}

function startsWithStatus(line: string): boolean {
  return STATUS_WORDS.some((word) => line.startsWith(word));
}

/** `SKIPPED [3] path:line: reason` counts skips and names no test. Other statuses do have ids of that form. */
function isSkipCount(status: string, id: string): boolean {
  return status === 'SKIPPED' && /^\[\p{Nd}+\]$/u.test(id);
}

/** Drops `[32m` with whatever control characters stand around it, tabs included. */
function withoutColours(line: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  return line.replace(/\[\p{Nd}+m/gu, '').replace(/[\x01-\x1f]/g, '');
}
