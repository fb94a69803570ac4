import { strip } from '../python-text.ts';

const RESULT = /^(ok|not ok) \p{Nd}+ ([^\n]+)$/u;

/** TAP as data sets have it: everything behind the number is the test's name, a dash or directive included. */
export function parseTap(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  for (const line of log.split('\n')) {
    const [, word, name] = strip(line).match(RESULT) ?? [];
    if (name !== undefined) statuses.set(name, word === 'ok' ? 'PASSED' : 'FAILED');
  }
  return statuses;
}

const NODE_RESULT = /^( *)(ok|not ok) \d+ - (.*?)(?: # (SKIP|TODO)(?: .*)?)?$/;

/**
 * `node --test --test-reporter=tap`: names without the dash, subtests as `suite > name`, which the plain parser
 * would merge where two suites share a name. A skipped test is SKIPPED; one marked as to do is XFAIL when it fails.
 */
export function parseNodeTest(log: string): Map<string, string> {
  const statuses = new Map<string, string>();
  const suites: string[] = [];
  for (const line of log.split('\n')) {
    const heading = line.match(/^( *)# Subtest: (.*)$/);
    if (heading) {
      suites.length = depthOf(heading[1]);
      suites.push(unescapeTap(heading[2] ?? ''));
      continue;
    }
    const [, indent, word, name, directive] = line.match(NODE_RESULT) ?? [];
    if (name === undefined) continue;
    const id = [...suites.slice(0, depthOf(indent)), unescapeTap(name)].join(' > ');
    statuses.set(id, nodeStatus(word === 'ok', directive));
  }
  return statuses;
}

function nodeStatus(ok: boolean, directive: string | undefined): string {
  if (directive === 'SKIP') return 'SKIPPED';
  if (ok) return 'PASSED';
  return directive === 'TODO' ? 'XFAIL' : 'FAILED';
}

/** Node indents each level of subtests by four spaces. */
function depthOf(indent = ''): number {
  return Math.floor(indent.length / 4);
}

/** Node puts a backslash before `#` and `\`. */
function unescapeTap(name: string): string {
  return name.replace(/\\([\\#])/g, '$1');
}
