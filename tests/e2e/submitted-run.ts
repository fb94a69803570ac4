import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type Ran, troop } from '../support/run-main.ts';
import { served } from '../support/served.ts';
import { editOf, type SmallRepository, scriptOf, smallRepository } from '../support/small-repository.ts';
import type { Replies } from '../support/write-tape.ts';
import { tapeRun } from './tape-run.ts';

/** Stands in the environment of the export. */
export const SECRET = 'sk-not-a-real-key-4711';

/** Sample 0 is right, sample 1 is wrong; the vote cannot tell them apart and the selecting agent does. */
export const REPLIES: Replies = {
  'testing/0/1': scriptOf("parse('3-1')", 'seen.length === 3'),
  'testing/0/2': '<done/>',
  'testing/1/1': scriptOf("parse('3-1')", 'seen.length > 0'),
  'testing/1/2': '<done/>',
  'editing/0/1': editOf('counts down'),
  'editing/0/2': '<done/>',
  'editing/1/1': editOf('counts up'),
  'editing/1/2': '<done/>',
  'selecting/0/1': scriptOf("parse('9-7')", "seen.join() === '9,8,7'"),
  'selecting/0/2': '<reason>Only one counts down.</reason>\n<choice>2</choice>',
};

export interface SubmittedRun {
  place(): SmallRepository;
  /** Folder of the submission. */
  folder(): string;
  /** Text of one of its files. */
  text(name: string): string;
  /** Exports the run's submission again. */
  submit(out: string): Promise<Ran>;
}

/** One run, graded, and its submission, made once for the tests of a file, which only look at it. */
export function submittedRun(): SubmittedRun {
  let made: { readonly place: SmallRepository; readonly folder: string } | null = null;
  const ends: (() => Promise<void> | void)[] = [];
  const run = () => {
    if (made === null) throw new Error('the run is not made yet');
    return made;
  };
  const submit = (out: string) => {
    const store = join(run().place.folder, 'troop.db');
    const argv = ['export', '--store', store, '--format', 'submission', '--out', out, '--name', 'acme/troop'];
    return troop(argv, { ACME_API_KEY: SECRET });
  };

  beforeAll(async () => {
    const place = await smallRepository((remove) => ends.push(remove));
    const server = await served(REPLIES, 0, (stop) => ends.push(stop));
    const model = `openai-compatible:fake-1@${server.openaiUrl}`;
    const ran = await troop(tapeRun({ folder: place.folder, dataset: place.dataset, model, samples: 2 }));
    expect(ran.status, ran.stderr).toBe(0);
    made = { place, folder: join(place.folder, 'submission') };
    const exported = await submit(made.folder);
    expect([exported.status, exported.stdout]).toEqual([0, '']);
    expect(exported.stderr).toContain('submission of 1 instances written');
  });

  afterAll(async () => {
    for (const end of ends) await end();
  });

  return {
    place: () => run().place,
    folder: () => run().folder,
    text: (name) => readFileSync(join(run().folder, name), 'utf8'),
    submit,
  };
}
