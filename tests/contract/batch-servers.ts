import type { Store } from '../../db/store.ts';
import type { LogLine } from '../fake-server/request-log.ts';
import { type FakeServer, startFakeServer } from '../fake-server/start.ts';

const RULES = {
  rules: [
    { when: { contains: 'issue cut-short' }, answer: { text: 'as far as it', stop: 'length' as const } },
    { when: { contains: 'issue refused' }, answer: { text: 'I will not.', stop: 'refusal' as const } },
    {
      when: { contains: 'issue bad' },
      answer: { fault: { kind: 'status' as const, status: 400, code: 'invalid_request_error' } },
    },
    {
      when: { contains: 'issue flaky', seen: 0 },
      answer: { fault: { kind: 'status' as const, status: 529, code: 'overloaded_error' } },
    },
    { when: { contains: 'issue late' }, answer: { fault: { kind: 'hang' as const } } },
    {
      when: { contains: 'issue thoughtless', seen: 0 },
      answer: {
        fault: {
          kind: 'status' as const,
          status: 400,
          message: 'Unrecognized request argument supplied: reasoning_effort',
        },
      },
    },
    {
      when: { contains: 'issue cold', seen: 0 },
      answer: {
        fault: {
          kind: 'status' as const,
          status: 400,
          code: 'invalid_request_error',
          message: 'temperature is deprecated for this model',
        },
      },
    },
  ],
  otherwise: { text: 'a reply of 30 characters, yes.' },
};

/** A server whose jobs last `jobMs`; the first `unheardJobs` are taken, and nobody hears of it. */
export function batchServer(jobMs: number, unheardJobs = 0): Promise<FakeServer> {
  return startFakeServer(RULES, { jobMs, unheardJobs });
}

type JobLine = Extract<LogLine, { event: 'batch' }>;

/** Jobs of the provider that were submitted from now on, as the server's log tells them. */
export async function jobsSince(at: FakeServer, provider: string) {
  const lines = async (): Promise<JobLine[]> =>
    (await at.log()).flatMap((line) => (line.event === 'batch' && line.api === provider ? [line] : []));
  const before = (await lines()).length;
  return async (act: JobLine['act']) => (await lines()).slice(before).filter((line) => line.act === act);
}

export const spent = (store: Store) => store.spending(1, 'run').get('night');
