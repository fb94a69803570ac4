import type { IncomingMessage, ServerResponse } from 'node:http';
import { anthropicBatches } from './anthropic-batches.ts';
import { anthropicWire } from './anthropic-wire.ts';
import type { BatchRoom } from './batch-jobs.ts';
import { openaiBatches } from './openai-batches.ts';
import { openaiWire } from './openai-wire.ts';
import { WireError } from './wire.ts';

/** Answers what belongs to the batch API of either protocol, anything else with 404. */
export function batchRoutes(room: BatchRoom) {
  const routes = [
    { route: anthropicBatches(room), wire: anthropicWire },
    { route: openaiBatches(room), wire: openaiWire },
  ];
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', headers, url: path = '/' } = request;
    const url = new URL(path, `http://${headers.host}`);
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const body = Buffer.concat(pieces);
    for (const { route, wire } of routes) {
      try {
        const answer = await route(method, url, { headers, body });
        if (answer === null) continue;
        if (answer.isLost) response.destroy();
        else response.writeHead(200, { 'content-type': answer.type ?? 'application/json' }).end(answer.body);
        return;
      } catch (error) {
        if (!(error instanceof WireError || error instanceof SyntaxError)) throw error;
        const status = error instanceof WireError ? error.status : 400;
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(wire.error(status, error.message)));
        return;
      }
    }
    response.writeHead(404).end(`no such route: ${method} ${url.pathname}\n`);
  };
}
