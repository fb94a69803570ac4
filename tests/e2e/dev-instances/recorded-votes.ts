import { z } from 'zod';
import { readDataset } from '../../../pipeline/swebench/dataset.ts';

const rowSchema = z.object({
  instance_id: z.string(),
  tests: z.array(z.object({ id: z.string(), script: z.string() })),
  base_exit_codes: z.array(z.int()),
  candidates: z.array(
    z.object({
      source: z.string(),
      /** Null where the patch did not apply. */
      exit_codes: z.array(z.int()).nullable(),
    }),
  ),
});

/** Real test scripts of one instance, and how they ended on base and on the recorded candidates. */
export interface RecordedVotes {
  script(testId: string): string;
  /** The id of a script as a store holds it; throws where none is recorded. */
  testId(script: string): string;
  /** Throws where none is recorded. */
  exitCode(testId: string, code: 'base' | { readonly source: string }): number;
}

export async function readRecordedVotes(path: string, instanceId: string): Promise<RecordedVotes> {
  for (const { columns } of await readDataset(path)) {
    if (columns?.instance_id === instanceId) return votesOf(rowSchema.parse(columns));
  }
  throw new Error(`${path} has no votes on ${instanceId}`);
}

function votesOf({
  instance_id,
  tests,
  base_exit_codes,
  candidates,
}: z.infer<typeof rowSchema>): RecordedVotes {
  const missing = (what: string): never => {
    throw new Error(`${what} is not recorded for ${instance_id}`);
  };
  return {
    script: (testId) => tests.find(({ id }) => id === testId)?.script ?? missing(testId),
    testId: (script) => tests.find((test) => test.script.trim() === script.trim())?.id ?? missing(script),
    exitCode(testId, code) {
      const place = tests.findIndex(({ id }) => id === testId);
      const codes =
        code === 'base'
          ? base_exit_codes
          : candidates.find(({ source }) => source === code.source)?.exit_codes;
      return codes?.[place] ?? missing(`${testId} on ${code === 'base' ? code : code.source}`);
    },
  };
}
