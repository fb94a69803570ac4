import type { StoreReader } from '../db/store.ts';
import { UsageError } from '../domain/errors.ts';
import type { Run } from '../domain/records.ts';
import { standingChoice } from '../pipeline/standing-choice.ts';
import { standingGrade } from '../pipeline/standing-grade.ts';
import { findRun } from './find-run.ts';
import type { Host } from './host.ts';
import { out, writeOut } from './output.ts';
import { costCsv } from './reports/cost/cost-csv.ts';
import { costHtml } from './reports/cost/cost-html.ts';
import { type CostReport, costReport } from './reports/cost/cost-report.ts';
import { costText } from './reports/cost/cost-text.ts';
import { type ModeRecall, recallByMode, recallText } from './reports/cost/gold-recall.ts';
import { readContexts } from './reports/cost/read-contexts.ts';
import { countGrades } from './reports/grade-counts.ts';
import { withReader } from './session.ts';

const FORMATS: Readonly<Record<string, (report: CostReport) => string>> = {
  text: costText,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  csv: costCsv,
  html: costHtml,
};

interface ReportCostOptions {
  readonly store: string;
  readonly json: boolean;
  readonly run?: string;
  readonly format: string;
  readonly recall: boolean;
  readonly out?: string;
}

/** Prints what a run cost, or writes it to a file. */
export async function reportCostCommand(options: ReportCostOptions, host: Host): Promise<void> {
  const kind = options.json ? 'json' : options.format;
  if (options.recall && kind !== 'text' && kind !== 'json')
    throw new UsageError(`--recall is printed as text or JSON, not as ${kind}`);
  const { report, recall } = await withReader(options.store, host, async (store) => ({
    report: reportOf(store, findRun(store, options.run)),
    recall: options.recall ? recallByMode(await readContexts(store)) : null,
  }));
  const text = recall === null ? (FORMATS[kind]?.(report) ?? '') : withRecall(kind, report, recall);
  if (options.out === undefined) out(text);
  else writeOut(options.out, text.endsWith('\n') ? text : `${text}\n`);
}

function withRecall(kind: string, report: CostReport, recall: readonly ModeRecall[]): string {
  return kind === 'json'
    ? `${JSON.stringify({ ...report, recall }, null, 2)}\n`
    : `${costText(report)}\n\n${recallText(recall)}`;
}

function reportOf(store: StoreReader, run: Run): CostReport {
  const issues = store.issues(run.id).map(({ instanceId }) => instanceId);
  return costReport({
    run: run.name,
    issues,
    lines: store.costLines(run.id),
    grades: countGrades(chosenGrades(store, run, issues)),
    prices: run.config.prices,
  });
}

/** Official verdicts on the chosen patches. */
function chosenGrades(store: StoreReader, run: Run, issues: readonly string[]) {
  const grades = store.grades(run.id);
  return issues.map((instanceId) => {
    const choice = standingChoice(store.selections(run.id, instanceId), run.config.selectBy);
    const chosenId = choice?.candidateId ?? null;
    const grade = chosenId === null ? null : standingGrade(grades, instanceId, chosenId);
    return {
      grade: grade?.verdict ?? null,
      suspect: grade?.suspect ?? null,
      infrastructure: grade?.infrastructure ?? null,
    };
  });
}
