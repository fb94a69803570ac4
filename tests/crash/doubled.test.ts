import { expect, test } from 'vitest';
import { type CopiedCalls, doubledRequests } from './doubled.ts';
import type { LoggedRequest } from './server-log.ts';

function ask(trajectory: string, turn: number, body = `${trajectory} ${turn}`): LoggedRequest {
  const call = `${trajectory}/${turn}`;
  return { run: 'night', instanceId: 'a', trajectory, call, bodySha256: body, answered: true };
}

function copy(committed: readonly LoggedRequest[], ended: readonly string[] = []): CopiedCalls {
  return { committed: new Set(committed.map(({ call }) => call)), endedTrajectories: new Set(ended) };
}

const [one, two, three] = [ask('t', 1), ask('t', 2), ask('t', 3)];
const uninterrupted = [one, two, three];

test('a resume that goes on where the copy ends doubles nothing', () => {
  const processes = [[one, two], [three]];
  expect(doubledRequests({ uninterrupted, processes, copies: [copy([one, two])] })).toEqual([]);
});

test('a request that a kill found in flight may be made again', () => {
  const processes = [
    [one, two],
    [two, three],
  ];
  expect(doubledRequests({ uninterrupted, processes, copies: [copy([one])] })).toEqual([]);
});

test('each kill allows only one more', () => {
  const processes = [
    [one, two],
    [two, two, three],
  ];
  expect(doubledRequests({ uninterrupted, processes, copies: [copy([one])] })).toEqual([two]);
});

test('a request whose step was committed is doubled, at whichever resume it comes', () => {
  const processes = [[one], [two], [one, three]];
  const copies = [copy([one]), copy([one, two])];
  expect(doubledRequests({ uninterrupted, processes, copies })).toEqual([one]);
});

test('a request whose reply was used is doubled, though no store ever held it', () => {
  const processes = [
    [one, two],
    [one, two, three],
  ];
  expect(doubledRequests({ uninterrupted, processes, copies: [copy([])] })).toEqual([one]);
});

test('a request of a trajectory that had ended is doubled, though its step is nowhere', () => {
  const processes = [[one], [one]];
  const copies = [copy([], ['t'])];
  expect(doubledRequests({ uninterrupted: [one], processes, copies })).toEqual([one]);
});

test('equal first prompts of several samples are no doubles', () => {
  const first = [ask('s', 1, 'same'), ask('t', 1, 'same')];
  const processes = [first, []];
  expect(doubledRequests({ uninterrupted: first, processes, copies: [copy(first)] })).toEqual([]);
});

test('a body that no uninterrupted run sends is one too many', () => {
  const strange = ask('t', 3, 'another prompt');
  const processes = [[one, two], [strange]];
  expect(doubledRequests({ uninterrupted, processes, copies: [copy([one, two])] })).toEqual([strange]);
});
