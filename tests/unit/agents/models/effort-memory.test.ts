import { beforeEach, describe, expect, it, test } from 'vitest';
import { effortMemory } from '../../../../agents/models/effort-memory.ts';
import { ProviderError } from '../../../../agents/models/provider-error.ts';

let warnings: string[];
beforeEach(() => {
  warnings = [];
});
const memory = () => effortMemory((message) => warnings.push(message));
const refusal = (message: string, status = 400) =>
  new ProviderError(message, { transient: false, status, scope: 'model' });
const OFF = { model: 'm', thinking: 'off' } as const;

describe.each([
  ['Unrecognized request argument supplied: reasoning_effort', null],
  ["Unsupported parameter: 'reasoning.effort' is not supported with this model.", null],
  [
    "Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'minimal', 'low', 'medium', and 'high'.",
    'minimal',
  ],
  [
    "Unsupported value: 'none' is not supported with the 'gpt-5.1-codex' model. Supported values are: 'low', 'medium', and 'high'.",
    'low',
  ],
  ["('body', 'reasoning_effort'): Input should be 'low', 'medium' or 'high'", 'low'],
])('of a model that refuses effort none with "%s"', (message, effort) => {
  it(`${effort} is asked from then on, in place of none only, and the refused call is tried again at once`, () => {
    const efforts = memory();
    expect(efforts.fieldFor(OFF)).toBe('none');
    expect(efforts.learn(OFF, refusal(message))).toMatchObject({ transient: true, retryAfterMs: 0 });
    efforts.learn(OFF, refusal(message));
    expect(efforts.fieldFor(OFF)).toBe(effort);
    expect(efforts.fieldFor({ model: 'm', thinking: 'high' })).toBe('high');
    expect(efforts.fieldFor({ model: 'm' })).toBeNull();
    expect(efforts.fieldFor({ model: 'another', thinking: 'off' })).toBe('none');
    expect(warnings).toEqual([expect.stringContaining(effort ?? 'without one')]);
  });

  it('an effort that was asked for is not given up', () => {
    const efforts = memory();
    const error = refusal(message);
    expect(efforts.learn({ model: 'm', thinking: 'high' }, error)).toBe(error);
    expect(warnings).toEqual([]);
  });
});

test.each([
  ["Unsupported value: 'none' is not supported with the 'x-pro' model. Supported values are: 'high'.", 400],
  ["Unsupported value: 'none' is not supported with the 'x' model.", 400],
  ["Unsupported parameter: 'max_tokens' is not supported with this model.", 400],
  ['Unrecognized request argument supplied: reasoning_effort', 500],
])('"%s" with status %i stays as it is', (message, status) => {
  const efforts = memory();
  const error = refusal(message, status);
  expect(efforts.learn(OFF, error)).toBe(error);
  expect(efforts.fieldFor(OFF)).toBe('none');
});
