import { z } from 'zod';
import type { Job } from './batch-jobs.ts';
import { openaiWire } from './openai-wire.ts';

/** A line of the input file: https://platform.openai.com/docs/api-reference/batch/request-input */
const lineSchema = z.strictObject({
  custom_id: z.string().min(1),
  method: z.literal('POST'),
  url: z.literal('/v1/chat/completions'),
  body: z.looseObject({ model: z.string().min(1) }),
});
export type BatchLine = z.infer<typeof lineSchema>;

/** https://platform.openai.com/docs/guides/batch: 50,000 requests in a file. */
const MOST_LINES = 50_000;

/** Null for a line that is none. */
export function readLines(text: string): (BatchLine | null)[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      try {
        return lineSchema.safeParse(JSON.parse(line)).data ?? null;
      } catch {
        return null;
      }
    });
}

/** Why a batch of these lines fails as a whole; null where it does not. */
export function faultOfFile(lines: readonly (BatchLine | null)[]) {
  const fault = (code: string, message: string, line: number | null = null) => ({ code, message, line });
  if (lines.length === 0) return fault('empty_file', 'The batch input file is empty.');
  if (lines.length > MOST_LINES) return fault('too_many_tasks', `more than ${MOST_LINES} requests`);
  const broken = lines.indexOf(null);
  if (broken !== -1) return fault('invalid_json_line', 'This line is not a request.', broken + 1);
  const ids = new Set(lines.map((line) => line?.custom_id));
  if (ids.size !== lines.length) return fault('duplicate_custom_id', 'The custom_id is not unique.');
  // Each input file can only hold requests to a single model.
  const models = new Set(lines.map((line) => line?.body.model));
  if (models.size > 1) return fault('mismatched_model', 'All requests must name one model.');
  return null;
}

/** The output file and the error file of a job that has ended, in another order than its requests. */
export function outputLines({ id, outcomes }: Job): [output: string, errors: string] {
  let output = '';
  let errors = '';
  for (const [custom_id, outcome] of [...outcomes].reverse()) {
    const line = (fields: object) => `${JSON.stringify({ id: `batch_req_${id}`, custom_id, ...fields })}\n`;
    const response = (status_code: number, body: unknown) => ({
      response: { status_code, request_id: `req_${id}`, body },
      error: null,
    });
    switch (outcome.kind) {
      case 'succeeded':
        output += line(response(200, openaiWire.whole(outcome.parts)));
        break;
      case 'errored':
        errors += line(
          response(outcome.status, openaiWire.error(outcome.status, outcome.message, outcome.code)),
        );
        break;
      case 'expired':
        errors += line({
          response: null,
          error: {
            code: 'batch_expired',
            message: 'This request could not be executed before the completion window expired.',
          },
        });
        break;
      case 'canceled':
        errors += line({
          response: null,
          error: { code: 'batch_cancelled', message: 'The batch was cancelled before this request ran.' },
        });
        break;
    }
  }
  return [output, errors];
}
