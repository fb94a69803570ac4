import type { Config } from '../../domain/config.ts';
import type { GradeFiles } from '../../pipeline/submission/grade-files.ts';
import type { SelectionRecord } from '../../pipeline/submission/selection-schema.ts';

export interface Submitted {
  readonly record: SelectionRecord;
  /** Null where the chosen patch has none. */
  readonly grade: Pick<GradeFiles, 'resolved' | 'isOfficial' | 'isSuspect'> | null;
}

export interface Readme {
  readonly name: string;
  readonly config: Config;
  readonly models: readonly string[];
  readonly submitted: readonly Submitted[];
}

/** README.md of a submission: the system in short, its settings, what was counted, and the leaderboard's questions. */
export function readme({ name, config, models, submitted }: Readme): string {
  const count = (holds: (one: Submitted) => boolean) => submitted.filter(holds).length;
  const patched = count(({ record }) => record.chosen?.candidate_id != null);
  const graded = count(({ grade }) => grade !== null);
  const imported = count(({ record }) =>
    record.candidates.some(({ sources }) => sources.some(({ sample }) => sample === null)),
  );
  return `# ${name}

${submitted.length} instances, ${patched} with a patch. ${gradesText(submitted)}

## System

troop samples several trajectories per issue; each writes a test script that shows the bug and an edit, runs both and revises. Every final test script is then run on every candidate patch and on the unpatched code, the tests vote (rule: ${config.voteRule}), and ${config.selectBy === 'agent' ? `a selecting agent tells the best ${config.shortlist} apart with tests of its own` : 'the candidate with most votes is taken'}. One patch per instance is submitted.

| setting | value |
|---|---|
| models | ${models.join(', ') || 'none'} |
| samples per issue | ${config.samples}${config.edit ? '' : ', which write tests only'} |
| turns per trajectory | testing ${config.testing.turns}, editing ${config.editing.turns}, selecting ${config.selecting.turns} |
| instances with candidates of other agents | ${imported} |

## Checklist

- **pass@1**: one patch per instance, ${count(({ record }) => record.pass_at_1.patches_submitted === 1)} of ${submitted.length}. Samples are compared by the system's own tests alone.
- **No test knowledge**: the names and files of the hidden tests are in no field that agents, votes or selection can see (\`issue.visible_fields\` in \`selections/\`). In ${count(({ record }) => record.answer.selected_before_grading)} of ${submitted.length} instances the choice was made before anything of the instance was graded.${lateText(submitted)}
- **No hints**: \`hints_text\` is not among those fields.
- **No browsing**: code runs ${config.sandbox === 'docker' ? 'in containers without network' : 'in a process sandbox, which does not cut off the network'}; the agents have no tool to reach it.
- **The vote can be held again**: it comes out as recorded, over the stored evidence and without any grade, in ${count(({ record }) => record.answer.vote_reproduced === true)} of ${count(({ record }) => record.answer.vote_reproduced !== null)} instances.

## Files

- \`all_preds.jsonl\`: the predictions
- \`metadata.yaml\`: a draft, to be filled in
- \`trajs/INSTANCE.md\`: how the submitted patch came about, to be read; \`trajs/INSTANCE.json\`: all trajectories, whole, with tokens and cost per turn
- \`selections/INSTANCE.json\`: how the choice was made, with every candidate, test, outcome and vote
- \`logs/INSTANCE/\`: \`patch.diff\`, \`report.json\` and \`test_output.txt\` of the ${graded} graded instances
`;
}

function gradesText(submitted: readonly Submitted[]): string {
  const grades = submitted.flatMap(({ grade }) => grade ?? []);
  if (grades.length === 0) return 'No grade is in the store that this was made from.';
  const count = (holds: (one: (typeof grades)[number]) => boolean) => grades.filter(holds).length;
  const official = count(({ isOfficial }) => isOfficial);
  return `Of ${grades.length} graded, ${count(({ resolved }) => resolved)} resolved. ${official} were graded by the official harness, ${grades.length - official} by the system's own, which gives the same verdicts; ${count(({ isSuspect }) => isSuspect)} of the logs are suspect.`;
}

/** A choice made after a grade could not see it either; but a reader must be told which these are. */
function lateText(submitted: readonly Submitted[]): string {
  const late = submitted.filter(({ record }) => !record.answer.selected_before_grading);
  if (late.length === 0) return '';
  const ids = late.map(({ record }) => record.instance_id).join(', ');
  return ` In the others it was made again afterwards, through the view that has no grades: ${ids}.`;
}
