import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { MachineryError } from '../../domain/errors.ts';

/** A saved log to grade; `logPath` is absolute. */
export interface OfficialRequest {
  readonly key: string;
  /** The data set's row, whole: the answer above all. */
  readonly row: Readonly<Record<string, unknown>>;
  readonly logPath: string;
  /** Null: the prediction has no patch. */
  readonly patch: string | null;
}

const listsSchema = z.object({ success: z.array(z.string()), failure: z.array(z.string()) });

const reportSchema = z.strictObject({
  patch_is_None: z.boolean(),
  patch_exists: z.boolean(),
  patch_successfully_applied: z.boolean(),
  resolved: z.boolean(),
  infra_failure: z.boolean(),
  infra_failure_reason: z.string().exactOptional(),
  tests_status: z
    .strictObject({
      FAIL_TO_PASS: listsSchema,
      PASS_TO_PASS: listsSchema,
      FAIL_TO_FAIL: listsSchema,
      PASS_TO_FAIL: listsSchema,
    })
    .exactOptional(),
});

const answerSchema = z.union([
  z.strictObject({
    key: z.string(),
    report: reportSchema,
    /** Null where there is no patch, since the log is not read then. Pairs: a test may be named `__proto__`. */
    statuses: z.array(z.tuple([z.string(), z.string()])).nullable(),
    found: z.boolean().nullable(),
  }),
  /** The package raised; the type is the exception's in Python. */
  z.strictObject({ key: z.string(), raised: z.object({ type: z.string(), text: z.string() }) }),
]);

export type OfficialAnswer = z.infer<typeof answerSchema>;

const DRIVER = fileURLToPath(new URL('grade-logs.py', import.meta.url));

/**
 * What the official package says of saved logs, in the order of the requests; `python` is one that has it. Throws a
 * MachineryError where its process fails as a whole.
 */
export async function* officialGrades(
  python: string,
  requests: Iterable<OfficialRequest>,
): AsyncGenerator<OfficialAnswer> {
  // In any other folder the package would load a `.env` file; UTF-8 is what it reads logs as on its users' machines.
  const child = spawn(python, [DRIVER], { cwd: tmpdir(), env: { ...process.env, PYTHONUTF8: '1' } });
  const ended = once(child, 'close');
  // It is looked at when all answers are read; until then nobody would hear of a failed start.
  ended.catch(() => undefined);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  // A process that died shows itself by its status, not by the pipe that it broke.
  const asked = pipeline(Readable.from(lines(requests)), child.stdin).catch(() => undefined);
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      yield answerSchema.parse(JSON.parse(line));
    }
    await asked;
    const [status]: unknown[] = await ended;
    if (status !== 0)
      throw new MachineryError(`${DRIVER} ended with ${status}\n${said}`, { transient: false });
  } finally {
    child.kill();
  }
}

function* lines(requests: Iterable<OfficialRequest>): Generator<string> {
  for (const request of requests) yield `${JSON.stringify(request)}\n`;
}
