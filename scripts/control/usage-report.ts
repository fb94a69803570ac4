import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { UsageError } from '../../domain/errors.ts';
import type { Usage } from '../../domain/usage.ts';

const count = z.int().nonnegative().default(0);

/** A line of a usage report: what the provider counted of one call, by the id that it was sent with. */
const lineSchema = z.strictObject({
  callId: z.string().min(1),
  inputTokens: count,
  outputTokens: count,
  cacheReadTokens: count,
  cacheWriteTokens: count,
});

/** Usage by call id; what a report says of one call in several lines is added up. Throws a UsageError with file and line. */
export function readUsageReport(path: string): Map<string, Usage> {
  const usages = new Map<string, Usage>();
  for (const [index, text] of linesOf(path).entries()) {
    if (text.trim() === '') continue;
    const { callId, ...usage } = parseLine(text, `${path}, line ${index + 1}`);
    const before = usages.get(callId);
    usages.set(callId, before ? added(before, usage) : usage);
  }
  return usages;
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n');
  } catch (cause) {
    throw new UsageError(`usage report ${path} cannot be read`, { cause });
  }
}

function parseLine(text: string, place: string): z.infer<typeof lineSchema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${place}: not JSON; a line is {"callId": "...", "inputTokens": 1, ...}`, { cause });
  }
  const parsed = lineSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UsageError(`${place}: ${issue?.path.join('.') || 'line'}: ${issue?.message}`);
}

function added(one: Usage, other: Usage): Usage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    outputTokens: one.outputTokens + other.outputTokens,
    cacheReadTokens: one.cacheReadTokens + other.cacheReadTokens,
    cacheWriteTokens: one.cacheWriteTokens + other.cacheWriteTokens,
  };
}
