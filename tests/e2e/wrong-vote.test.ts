import { join } from 'node:path';
import { expect, test } from 'vitest';
import { troop } from '../support/run-main.ts';
import { RANGES, smallRepository } from '../support/small-repository.ts';
import { writeTape } from '../support/write-tape.ts';
import { WRONG_VOTE } from '../tapes/wrong-vote.ts';
import { issueOf, tapeRun } from './tape-run.ts';

test("the paper's vote picks the wrong patch, the default rule and the selecting agent the right one", async () => {
  const { folder, dataset } = await smallRepository();
  const model = writeTape(join(folder, 'tape.jsonl'), RANGES, WRONG_VOTE);
  const run = tapeRun({ folder, dataset, model, samples: 3 });

  const paper = await troop([...run, '--vote', 'codemonkeys', '--select-by', 'vote']);
  expect(paper.status, paper.stderr).toBe(0);
  expect(issueOf(paper)).toMatchObject({
    state: 'done',
    grade: 'unresolved',
    candidates: 2,
    tests: 3,
    votes: 2,
    voters: 3,
  });

  // The same run under the other rule: nothing is sampled again, only voted and graded.
  const ours = await troop([...run, '--vote', 'discriminating', '--select-by', 'vote']);
  expect(issueOf(ours)).toMatchObject({ grade: 'resolved', votes: 1, voters: 1, fallback: null });
  expect(issueOf(ours).chosen).toContain('.reverse()');
  expect(issueOf(ours).costUsd).toBe(issueOf(paper).costUsd);

  const agent = await troop([...run, '--vote', 'codemonkeys', '--select-by', 'agent']);
  expect(issueOf(agent)).toMatchObject({ grade: 'resolved', votes: 1, voters: 3, fallback: null });
  expect(issueOf(agent).chosen).toContain('.reverse()');
});

test.each(['testing/1/2', 'editing/0/1', 'selecting/0/2'])(
  'a tape without %s ends the run with status 2 and that name, and loses nothing else',
  async (missing) => {
    const { folder, dataset } = await smallRepository();
    const path = join(folder, 'tape.jsonl');
    const { [missing]: _, ...rest } = WRONG_VOTE;
    const run = tapeRun({ folder, dataset, model: writeTape(path, RANGES, rest), samples: 3 });
    const broken = await troop(run);
    const [role, sample, turn] = missing.split('/');
    expect(broken.status).toBe(2);
    expect(broken.stderr).toContain(
      `no reply to ${RANGES} / ${role} / sample ${sample} / turn ${turn} on the tape`,
    );
    expect(issueOf(broken)).toMatchObject({ state: 'errored', tests: role === 'testing' ? 2 : 3 });

    writeTape(path, RANGES, { ...WRONG_VOTE, 'selecting/0/2': '<choice>1</choice>' });
    const mended = await troop(run);
    expect(mended.status, mended.stderr).toBe(0);
    expect(issueOf(mended)).toMatchObject({ state: 'done', candidates: 2, tests: 3, errors: [] });
  },
);
