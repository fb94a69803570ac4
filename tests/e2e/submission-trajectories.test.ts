import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { RANGES } from '../support/small-repository.ts';
import { submittedRun } from './submitted-run.ts';

const { text } = submittedRun();

describe('the trajectories', () => {
  const messageSchema = z.object({
    role: z.enum(['system', 'user', 'assistant', 'tool']),
    turn: z.number(),
    content: z.string(),
    reply: z.object({ usage: z.object({ input_tokens: z.number() }), cost_usd: z.number() }).optional(),
    execution: z.object({ outcome: z.string(), exit_code: z.number().nullable() }).optional(),
  });
  const storySchema = z.object({
    behind_the_patch: z.array(z.number()),
    trajectories: z.array(
      z.object({ id: z.number(), role: z.string(), sample: z.number(), messages: z.array(messageSchema) }),
    ),
  });
  const story = () => storySchema.parse(JSON.parse(text(`trajs/${RANGES}.json`)));

  test('are whole: every reply with tokens and cost, every result of a tool, in order', () => {
    const { trajectories } = story();
    expect(trajectories.map(({ role, sample }) => `${role} ${sample}`).toSorted()).toEqual([
      'editing 0',
      'editing 1',
      'selecting 0',
      'testing 0',
      'testing 1',
    ]);
    for (const { role, messages } of trajectories) {
      const turns = messages.map(({ turn }) => turn);
      expect(turns, role).toEqual(turns.toSorted((a, b) => a - b));
      expect(messages.filter(({ role: who }) => who === 'assistant').every(({ reply }) => reply)).toBe(true);
      expect(
        messages.some(({ execution }) => execution),
        role,
      ).toBe(true);
    }
    const editing = trajectories.find(({ role, sample }) => role === 'editing' && sample === 0);
    expect(editing?.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
      'tool',
      'user',
      'assistant',
    ]);
  });

  test('name those behind the patch, and the trace for people tells these alone', () => {
    const { behind_the_patch: behind, trajectories } = story();
    const names = trajectories
      .filter(({ id }) => behind.includes(id))
      .map(({ role, sample }) => `${role} ${sample}`);
    expect(names.toSorted()).toEqual(['editing 0', 'selecting 0', 'testing 0']);
    const trace = text(`trajs/${RANGES}.md`);
    const headings = trace.split('\n').filter((line) => line.startsWith('## '));
    expect(headings).toEqual([
      '## Issue',
      '## Context (given)',
      '## Sample 0: testing agent',
      '## Sample 0: editing agent',
      '## Votes',
      '## Selecting agent',
      '## Choice',
      '## Submitted patch',
    ]);
    expect(trace).toContain('Only one counts down.');
    expect(trace).not.toContain('Sample 1');
  });

  test('hold no file of the repository, which its blob names', () => {
    expect(text(`trajs/${RANGES}.json`)).toMatch(/<file lib\/parse\.js [0-9a-f]{40}>/);
  });
});
