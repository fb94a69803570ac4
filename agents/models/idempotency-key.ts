import type { ModelRequest } from '../../domain/model.ts';

/** The call's id as a header's value: names may hold letters that a header cannot. */
export function idempotencyKey({ callId }: ModelRequest): string {
  return encodeURI(callId);
}
