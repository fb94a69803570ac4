import type { IssueTrajectories } from './issue-trajectories.ts';
import type { SelectionRecord } from './selection-schema.ts';
import type { RecordedMessage, RecordedTrajectory } from './trajectory-record.ts';

/**
 * How the submitted patch came about, for people to read: the issue, what each agent behind the patch was told, said
 * and saw, the votes, the choice, the patch. Text of `trajs/INSTANCE.md`.
 */
export function trace(story: IssueTrajectories, record: SelectionRecord): string {
  const behind = story.trajectories.filter(({ id }) => story.behind_the_patch.includes(id));
  const made = behind.filter(({ role }) => role !== 'selecting');
  const chose = behind.filter(({ role }) => role === 'selecting');
  return [
    `# ${story.instance_id}`,
    opening(story, record),
    `## Issue\n\n${fenced(story.issue)}`,
    contextText(story),
    ...made.map((one) => trajectoryText(one, record)),
    importedText(record),
    votesText(record),
    ...chose.map((one) => trajectoryText(one, record)),
    choiceText(record),
    `## Submitted patch\n\n${story.model_patch === '' ? 'None.' : fenced(story.model_patch, 'diff')}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function opening(
  { trajectories, behind_the_patch: behind }: IssueTrajectories,
  record: SelectionRecord,
): string {
  const finals = record.candidates.filter(({ final }) => final).length;
  return `${trajectories.length} trajectories gave ${finals} final candidates and ${record.tests.length} test scripts. Below are the ${behind.length} trajectories behind the submitted patch, in order, then the votes and the choice. All others are in the JSON file beside this one.`;
}

function contextText({ context }: IssueTrajectories): string {
  if (context === null) return '';
  const files = context.files.map(
    ({ path, blobId, tokens }) => `- ${path} (${tokens} tokens, blob ${blobId})`,
  );
  return `## Context (${context.mode})\n\n${files.join('\n') || 'No file.'}`;
}

function trajectoryText(trajectory: RecordedTrajectory, record: SelectionRecord): string {
  const { id, role, sample, model, ending, turns, cost_usd, messages } = trajectory;
  const cost = cost_usd === null ? 'unknown price' : `${cost_usd.toFixed(4)} USD`;
  const title = role === 'selecting' ? 'Selecting agent' : `Sample ${sample}: ${role} agent`;
  const head = `## ${title}\n\nTrajectory ${id}, ${model}, ${turns} turns, ${cost}, ended: ${ending ?? 'open'}.`;
  return [head, ...messages.map((message) => messageText(message, record))].join('\n\n');
}

function messageText(
  { role, turn, content, reply, execution }: RecordedMessage,
  record: SelectionRecord,
): string {
  if (execution) {
    const { patch, outcome, exit_code, seconds, reason } = execution;
    const why = reason === null ? '' : ` (${reason})`;
    return `### Turn ${turn}: test script on ${codeOf(patch, record)}: ${outcome}, exit ${exit_code}, ${seconds.toFixed(1)} s${why}\n\n${fenced(content)}`;
  }
  if (reply) {
    const { usage, cost_usd } = reply;
    const tokens = `${usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens} tokens in, ${usage.output_tokens} out`;
    const cost = cost_usd === null ? '' : `, ${cost_usd.toFixed(4)} USD`;
    return `### Turn ${turn}: reply (${tokens}${cost})\n\n${fenced(content)}`;
  }
  return `### Turn ${turn}: ${role}\n\n${fenced(content)}`;
}

function codeOf(patch: string | null, { candidates }: SelectionRecord): string {
  if (patch === null) return 'the unpatched code';
  const candidate = candidates.find((one) => one.patch === patch);
  return candidate ? `candidate ${candidate.id}` : 'the patched code';
}

function importedText({ candidates, chosen }: SelectionRecord): string {
  const sources = candidates.find(({ id }) => id === chosen?.candidate_id)?.sources ?? [];
  const lines = sources.flatMap(({ origin, sample, imported }) =>
    sample === null ? [`- ${origin}${imported ? ` (${imported.agent})` : ''}`] : [],
  );
  return lines.length === 0 ? '' : `## Patch made by other agents\n\n${lines.join('\n')}`;
}

function votesText({ candidates, tests }: SelectionRecord): string {
  const ranked = candidates.filter(({ rank }) => rank !== null).sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
  if (ranked.length === 0) return '';
  const voting = tests.filter(({ voted }) => voted);
  const cells = (key: string) => voting.map(({ outcomes }) => outcomes[key] ?? '-');
  const rows = [
    ['', ...voting.map(({ id }) => `test ${id}`), 'votes'],
    ['---', ...voting.map(() => '---'), '---'],
    ['base', ...cells('base'), ''],
    ...ranked.map(({ id, votes }) => [`candidate ${id}`, ...cells(String(id)), String(votes)]),
  ];
  return `## Votes\n\n${rows.map((row) => `| ${row.join(' | ')} |`).join('\n')}`;
}

function choiceText({ how, chosen, answer }: SelectionRecord): string {
  if (how === null || chosen === null) return '## Choice\n\nNothing was decided.';
  const what = chosen.candidate_id === null ? 'No patch' : `Candidate ${chosen.candidate_id}`;
  const lines = [
    `${what}, chosen by ${how.kind === 'agent' ? 'the selecting agent' : 'the vote'} (${how.rule}) at ${chosen.selected_at}.`,
    how.fallback === null ? '' : `Not the ordinary way: ${how.fallback}.`,
    how.reason === null ? '' : `In the agent's words:\n\n${fenced(how.reason)}`,
    answer.first_graded_at === null
      ? 'Nothing had been graded.'
      : `The first grading began at ${answer.first_graded_at}.`,
  ];
  return `## Choice\n\n${lines.filter((line) => line !== '').join('\n\n')}`;
}

/** A block whose fence is longer than any run of backticks in the text. */
function fenced(text: string, language = ''): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.endsWith('\n') ? text : `${text}\n`}${fence}`;
}
