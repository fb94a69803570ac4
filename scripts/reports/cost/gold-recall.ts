import Table from 'cli-table3';

/** What one issue's context came to in one run. */
export interface ReadContext {
  readonly mode: string;
  readonly paths: readonly string[];
  /** Files of base that the gold patch changes. */
  readonly goldPaths: readonly string[];
  /** Relevance and ranking; null where a price is unknown. */
  readonly usd: number | null;
}

export interface ModeRecall {
  readonly mode: string;
  readonly issues: number;
  /** Percent of issues whose context holds every file that the gold patch changes. */
  readonly recallPercent: number;
  readonly usdPerIssue: number | null;
  /** USD per issue for each of those percent; null where a price is unknown or nothing was found. */
  readonly usdPerPoint: number | null;
}

/** By context mode, in the order in which they come. An issue whose gold patch only adds files tells nothing. */
export function recallByMode(contexts: readonly ReadContext[]): ModeRecall[] {
  const telling = contexts.filter(({ goldPaths }) => goldPaths.length > 0);
  const modes = [...new Set(telling.map(({ mode }) => mode))];
  return modes.map((mode) =>
    recallOf(
      mode,
      telling.filter((context) => context.mode === mode),
    ),
  );
}

function recallOf(mode: string, contexts: readonly ReadContext[]): ModeRecall {
  const whole = contexts.filter(({ paths, goldPaths }) => goldPaths.every((path) => paths.includes(path)));
  const recallPercent = (100 * whole.length) / contexts.length;
  const known = contexts.flatMap(({ usd }) => usd ?? []);
  const isKnown = known.length === contexts.length;
  const usdPerIssue = isKnown ? known.reduce((sum, usd) => sum + usd, 0) / contexts.length : null;
  const usdPerPoint = usdPerIssue === null || recallPercent === 0 ? null : usdPerIssue / recallPercent;
  return { mode, issues: contexts.length, recallPercent, usdPerIssue, usdPerPoint };
}

export function recallText(modes: readonly ModeRecall[]): string {
  const table = new Table({
    head: ['context mode', 'issues', 'gold-file recall', 'USD per issue', 'USD per point'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { mode, issues, recallPercent, usdPerIssue, usdPerPoint } of modes)
    table.push([
      mode,
      String(issues),
      `${recallPercent.toFixed(1)} %`,
      usdPerIssue === null ? 'unknown price' : usdPerIssue.toFixed(4),
      pointText(usdPerIssue, usdPerPoint),
    ]);
  return `recall of the gold patch's files, all runs of the store (relevance and ranking alone)\n${table.toString()}`;
}

function pointText(usdPerIssue: number | null, usdPerPoint: number | null): string {
  if (usdPerPoint !== null) return usdPerPoint.toFixed(6);
  return usdPerIssue === null ? 'unknown price' : '-';
}
