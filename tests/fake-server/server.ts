import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, completeAnswer } from './answer.ts';
import { sendStream, sendWhole } from './answering.ts';
import { anthropicWire } from './anthropic-wire.ts';
import type { BatchSettings } from './batch-jobs.ts';
import { batchRoutes } from './batch-routes.ts';
import { type Exchange, openExchange } from './exchange.ts';
import { openaiResponsesWire } from './openai-responses-wire.ts';
import { openaiWire } from './openai-wire.ts';
import { type CountPrompt, promptCache, tokensOf } from './prompt-cache.ts';
import { logTo } from './request-log.ts';
import { callName, type Scenario } from './scenario.ts';
import { chunksOf, type Wire, WireError, type WireRequest } from './wire.ts';

/** `?aheadMs=N` lets that much time pass for the prompt cache; no protocol has such a path. */
export const CLOCK_PATH = '/clock';

const WIRES: readonly Wire[] = [anthropicWire, openaiWire, openaiResponsesWire];

interface Room {
  readonly scenario: Scenario;
  readonly countPrompt: CountPrompt;
  /** Requests so far, by protocol and call id. */
  readonly seen: Map<string, number>;
}

/** A server of all protocols that answers as the scenario says and logs every request before it answers. */
export function fakeServer(
  scenario: Scenario,
  logPath: string,
  batches: BatchSettings = { jobMs: 50, unheardJobs: 0 },
): Server {
  let aheadMs = 0;
  const room: Room = { scenario, countPrompt: promptCache(() => Date.now() + aheadMs), seen: new Map() };
  const log = logTo(logPath);
  const routeBatch = batchRoutes({ ...room, log, settings: batches });
  let requests = 0;
  return createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === CLOCK_PATH) {
      aheadMs += Number(url.searchParams.get('aheadMs'));
      response.end();
      return;
    }
    const wire = WIRES.find(({ path }) => request.method === 'POST' && request.url === path);
    if (!wire) {
      routeBatch(request, response).catch((error: unknown) => {
        console.error('fake server:', error);
        response.destroy();
      });
      return;
    }
    requests += 1;
    openExchange(requests, wire, log, request, response)
      .then((exchange) => converse(room, wire, exchange, request, response))
      .catch((error: unknown) => {
        // Waits end so when the client goes; anything else is a fault of the scenario or of this server.
        if (!(error instanceof Error && error.name === 'AbortError')) console.error('fake server:', error);
        response.destroy();
      });
  });
}

async function converse(
  room: Room,
  wire: Wire,
  exchange: Exchange,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const asked = understood(wire, exchange, request);
  if (asked instanceof WireError) return refuse(exchange, asked);
  const about = { model: asked.call.model, stream: asked.stream };
  const answer = await answerTo(room, wire, exchange, asked);
  // A status that no client retries, so that a scenario's fault is read where it happened.
  if (answer instanceof Error)
    return refuse(exchange, new WireError(400, `the scenario failed: ${answer.message}`));
  const { fault, headers } = answer;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (fault?.kind === 'status') {
    exchange.opened(fault.status, about);
    await pause(answer, exchange);
    if (fault.retryAfterMs !== undefined) sayRetryAfter(response, fault.retryAfterMs);
    return exchange.sendError(fault.status, fault.message ?? `scripted ${fault.status}`, fault.code);
  }
  if (fault?.kind === 'reset' || fault?.kind === 'html') {
    exchange.opened(fault.kind === 'html' ? fault.status : null, about);
    await pause(answer, exchange);
    return fault.kind === 'html' ? exchange.sendPage(fault.status) : exchange.reset();
  }
  const prompt = room.countPrompt({ api: wire.api, model: about.model }, asked.blocks);
  const usage = { ...prompt.usage, output: tokensOf(answer.text.length) };
  exchange.opened(fault?.kind === 'hang' ? null : 200, about, usage);
  if (fault?.kind === 'hang') return;
  await pause(answer, exchange);
  prompt.remember();
  const { gone, faulted, billed } = exchange;
  const sending = { wire, response, gone, whole: answer.whole, faulted, billed };
  const parts = {
    id: `reply_${exchange.id}`,
    model: about.model,
    answer,
    chunks: chunksOf(answer.text),
    usage,
    wantsUsage: asked.wantsUsage,
  };
  if (asked.stream) await sendStream(sending, parts);
  else sendWhole(sending, parts);
}

function understood(wire: Wire, { body }: Exchange, { headers }: IncomingMessage): WireRequest | WireError {
  try {
    return wire.read(JSON.parse(body), headers);
  } catch (error) {
    if (error instanceof WireError) return error;
    if (error instanceof SyntaxError) return new WireError(400, 'the body is not JSON');
    throw error;
  }
}

async function answerTo(
  { scenario, seen }: Room,
  { api }: Wire,
  { callId }: Exchange,
  { call }: WireRequest,
): Promise<Answer | Error> {
  const counted = `${api} ${callId}`;
  const earlier = callId === null ? 0 : (seen.get(counted) ?? 0);
  seen.set(counted, earlier + 1);
  const name = callId === null ? null : callName(callId);
  try {
    return completeAnswer(await scenario({ api, callId, name, seen: earlier, ...call }));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function refuse(exchange: Exchange, { status, message, code }: WireError): void {
  exchange.opened(status, null);
  exchange.sendError(status, message, code);
}

async function pause({ delayMs }: Answer, { gone }: Exchange): Promise<void> {
  if (delayMs > 0) await wait(delayMs, undefined, { signal: gone });
}

/** Both forms, as the real servers send them: whole seconds for everyone, milliseconds for those who read them. */
function sayRetryAfter(response: ServerResponse, ms: number): void {
  response.setHeader('retry-after', String(Math.ceil(ms / 1000)));
  response.setHeader('retry-after-ms', String(ms));
}
