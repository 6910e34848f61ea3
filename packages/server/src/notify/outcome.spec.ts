// SPDX-License-Identifier: Apache-2.0
import { LavaError } from '@lava/protocol/error/error.ts';
import { expect, it } from 'vitest';
import { failureOf, outcomeOf, waitAfter } from './outcome.ts';

it.each([
  [200, 'delivered', undefined],
  [204, 'delivered', undefined],
  [302, 'over', undefined],
  [403, 'over', undefined],
  [429, 'again', 10_000],
  [500, 'again', 10_000],
])('an answer %i: %s', (status, what, wait) => {
  const outcome = outcomeOf({ status, text: 'x' }, 1);
  expect(outcome.delivered).toBe(what === 'delivered');
  expect(outcome.wait === undefined).toBe(wait === undefined);
  expect(outcome).toMatchObject({ status, answer: 'x' });
});

it('waits longer each time, differently for each, and not without end', () => {
  expect([1, 2, 3, 9].map((attempt) => waitAfter(attempt, 0.5))).toEqual([10_000, 30_000, 90_000, 3_600_000]);
  expect(waitAfter(1, 0)).toBe(8_000);
  expect(waitAfter(10)).toBeUndefined();
});

it('tries again what got no answer, unless it is refused here', () => {
  expect(failureOf(new Error('socket hang up'), 1)).toMatchObject({
    error: 'socket hang up',
    wait: expect.any(Number),
  });
  expect(failureOf(new LavaError('forbidden', 'private'), 1).wait).toBeUndefined();
});
