/*
 * What the fake server answers is decided by a scenario, named on the command line:
 *
 *   node --import tsx tests/fake-server/main.ts --scenario FILE --log FILE [--port N] [--until-stdin-ends]
 *
 * FILE.json holds rules, the first that matches wins:
 *   { "rules": [{ "when": { "role": "testing", "turn": 1, "seen": 0, "contains": "words of the prompt" },
 *                 "answer": { "text": "...", "fault": { "kind": "status", "status": 429, "retryAfterMs": 50 } } }],
 *     "otherwise": { "text": "..." } }
 * Any other FILE is an ES module (.ts or .mjs) whose default export is a `Scenario`: a function of the call. It may
 * await and may keep state; the server is one process. `call.seen` counts earlier requests with the same call id, so
 * `seen === 0 ? fault : text` fails once. Everything about a call that a rule needs is in `Call`.
 * The server's first line on stdout is its URL. The log gets a `request` line before any byte of the answer is sent
 * and a `sent` line when all of it is, or a `closed` line when the client went away first, each with what is billed; see
 * request-log.ts. A model of the table in known-models.ts is as strict as the real one; an invented one takes all.
 * From a test, `startFakeServer` of start.ts does all of this and reads the log.
 */
import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { type AnswerInput, completeAnswer } from './answer.ts';
import { rulesScenario } from './rules.ts';

/** A call id of troop, `run/instance/role/sample/attempt/turn`, in its parts. */
export interface CallName {
  readonly run: string;
  readonly instanceId: string;
  readonly role: string;
  readonly sample: number;
  readonly attempt: number;
  readonly turn: number;
}

interface WireMessage {
  readonly role: string;
  readonly text: string;
}

export interface Call {
  readonly api: 'anthropic' | 'openai' | 'openai-responses';
  readonly model: string;
  /** The system text first. */
  readonly messages: readonly WireMessage[];
  /** From the idempotency key; null where the client sent none. */
  readonly callId: string | null;
  /** Null where the id has another form. */
  readonly name: CallName | null;
  /** Earlier requests with this call id. */
  readonly seen: number;
  readonly maxOutputTokens: number | null;
  readonly temperature: number | null;
  /** The body as it came, for what the fields above leave out. */
  readonly body: unknown;
}

export type Scenario = (call: Call) => AnswerInput | Promise<AnswerInput>;

export async function loadScenario(path: string): Promise<Scenario> {
  if (path.endsWith('.json')) return rulesScenario(JSON.parse(await readFile(path, 'utf8')));
  const module: { default?: unknown } = await import(pathToFileURL(path).href);
  const scenario = module.default;
  if (typeof scenario !== 'function')
    throw new Error(`${path}: the default export is not a function of the call`);
  return async (call) => completeAnswer(await scenario(call));
}

/** The run is the first part and the last four are fixed, so an instance id may hold slashes. */
export function callName(callId: string): CallName | null {
  const match =
    /^(?<run>[^/]+)\/(?<instanceId>.+)\/(?<role>[^/]+)\/(?<sample>\d+)\/(?<attempt>\d+)\/(?<turn>\d+)$/.exec(
      callId,
    );
  if (!match?.groups) return null;
  const { run = '', instanceId = '', role = '', sample, attempt, turn } = match.groups;
  return { run, instanceId, role, sample: Number(sample), attempt: Number(attempt), turn: Number(turn) };
}
