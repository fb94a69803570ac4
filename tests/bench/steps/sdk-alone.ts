import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import type { MessageCreateParamsStreaming } from '@anthropic-ai/sdk/resources/messages';

// The SDK alone: the bodies that troop sent for one issue, over and over, 64 at once, each reply read to its end,
// nothing stored. node --import tsx sdk-alone.ts URL FOLDER CALLS

const AT_ONCE = 64;

const [baseURL = '', folder = '', calls = '0'] = process.argv.slice(2);
const bodies = readdirSync(folder)
  .sort()
  .map((name): MessageCreateParamsStreaming => JSON.parse(readFileSync(join(folder, name), 'utf8')));
const client = new Anthropic({
  apiKey: 'bench',
  baseURL,
  maxRetries: 0,
  logLevel: 'off',
  openTelemetry: false,
});

let next = 0;
await work(AT_ONCE);
next = 0;
const began = performance.now();
const cpuBefore = process.cpuUsage();
const done = await work(Number(calls));
const { user, system } = process.cpuUsage(cpuBefore);
const seconds = (performance.now() - began) / 1000;
console.log(JSON.stringify({ calls: done, seconds, cpuSeconds: (user + system) / 1e6 }));

async function work(wanted: number): Promise<number> {
  const counts = await Promise.all(Array.from({ length: AT_ONCE }, () => worker(wanted)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function worker(wanted: number): Promise<number> {
  let count = 0;
  while (next < wanted) {
    const body = bodies[next++ % bodies.length];
    if (!body) throw new Error(`no bodies in ${folder}`);
    let text = '';
    for await (const event of await client.messages.create(body)) {
      if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') text += event.delta.text;
    }
    if (text === '') throw new Error('an empty reply');
    count += 1;
  }
  return count;
}
