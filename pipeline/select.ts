import { selectingAgent } from '../agents/selecting.ts';
import { type Issue, repositoryName } from '../domain/issue.ts';
import { languageOf, scriptNameOf } from '../domain/language.ts';
import type { FilePart } from '../domain/message.ts';
import { patchedPaths } from '../domain/patch.ts';
import type { Candidate, Selection, SelectionDetails, WorkItem } from '../domain/records.ts';
import type { Repository } from '../domain/repository.ts';
import type { Deps } from './deps.ts';
import type { Finals } from './finals.ts';
import { paidFor } from './paid-for.ts';
import { play } from './play.ts';
import { soundOf } from './regression.ts';
import type { Voted } from './vote.ts';

export interface Choice {
  readonly issue: Issue;
  readonly repository: Repository;
  readonly item: WorkItem;
  readonly finals: Finals;
  /** The vote to build on. */
  readonly voted: Selection;
}

/**
 * Lets the selecting agent tell the best voted candidates apart with tests of its own (paper, section 3.3). Where it
 * never chooses, the vote's first stands, and the reason is kept.
 */
export async function chooseCandidate(
  { issue, repository, item, finals, voted }: Choice,
  deps: Deps,
): Promise<Voted> {
  const { ranking, regression = null } = voted.details;
  const shortlist = soundOf(ranking, regression).slice(0, deps.config.shortlist);
  const byId = new Map(finals.candidates.map((candidate) => [candidate.id, candidate]));
  const candidates = shortlist.flatMap(({ candidateId, votes }) => {
    const candidate = byId.get(candidateId);
    return candidate ? [{ id: candidateId, patch: candidate.patch, votes }] : [];
  });
  const [first] = candidates;
  const keep = (fallback: string): Voted => ({
    candidateId: first?.id ?? null,
    details: { ...voted.details, fallback },
  });
  if (!first) return keep('no patch: no sample ended with one');
  if (candidates.length === 1) {
    const one = ranking.length === 1 ? 'only one candidate' : 'only one candidate without a regression';
    return keep(`${one}: there was nothing to choose`);
  }
  const input = {
    issueText: issue.text,
    repository: repositoryName(issue),
    files: await touchedFiles(
      candidates.map(({ patch }) => patch),
      repository,
    ),
    candidates,
    exampleTest: exampleTest(byId.get(first.id), finals),
    language: languageOf(issue.language).name,
    scriptName: scriptNameOf(issue.language),
    command: issue.runCommand,
    timeoutMs: deps.config.execution.timeoutMs,
    feedbackChars: deps.config.feedbackChars,
  };
  const played = await play(
    { issue, item, role: 'selecting', sample: 0, agent: selectingAgent, input },
    deps,
  );
  const { state, ending, trajectory } = paidFor(
    played,
    'the selecting agent chose (the vote stands until then)',
  );
  const { choice, fallback, reason } = state.result;
  const noChoice = choice === null ? `${fallback ?? 'the selecting agent made no choice'} (${ending})` : null;
  const details: SelectionDetails = {
    ...voted.details,
    fallback: noChoice,
    trajectoryId: trajectory.id,
    ...(reason === null ? {} : { reason }),
  };
  return { candidateId: choice ?? first.id, details };
}

async function touchedFiles(patches: readonly string[], repository: Repository): Promise<FilePart[]> {
  const touched = new Set(patches.flatMap((patch) => patchedPaths(patch)));
  const parts: FilePart[] = [];
  for (const file of await repository.list()) {
    const text = touched.has(file.path) ? await repository.read(file) : null;
    if (text !== null) parts.push({ path: file.path, blobId: file.blobId, text });
  }
  return parts;
}

/** The last test of the sample that made the leading candidate; where that is an import, any final test. */
function exampleTest(candidate: Candidate | undefined, { tests }: Finals): string | null {
  const samples = new Set(
    candidate?.sources.flatMap(({ sample, final }) => (final && sample !== null ? [sample] : [])),
  );
  const own = tests.find(({ test }) =>
    test.sources.some((source) => source.final && source.sample !== null && samples.has(source.sample)),
  );
  return (own ?? tests[0])?.test.text ?? null;
}
