import type { FakeServer } from '../fake-server/start.ts';

const ROUTES = {
  anthropic: {
    path: '/v1/messages',
    headers: { 'x-api-key': 'key', 'anthropic-version': '2023-06-01' },
  },
  openai: { path: '/v1/chat/completions', headers: { authorization: 'Bearer key' } },
  'openai-responses': { path: '/v1/responses', headers: { authorization: 'Bearer key' } },
} as const;

export type Api = keyof typeof ROUTES;

/** A request that no SDK has touched. */
export function post(server: FakeServer, api: Api, body: object, signal?: AbortSignal): Promise<Response> {
  const { path, headers } = ROUTES[api];
  return fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });
}

/** The least that a protocol takes of a conversation of one message. */
export function bodyOf(api: Api, model: string, text: string): object {
  if (api === 'openai-responses') return { model, input: [{ role: 'user', content: text }] };
  return { model, max_tokens: 2_000, messages: [{ role: 'user', content: text }] };
}
