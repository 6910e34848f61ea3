// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { directionOf } from './criteria.ts';

it.each([
  ['incomplete', 'complete', {}, 'regression'],
  ['complete', 'incomplete', {}, 'progression'],
  ['complete', 'complete', { broken: 1, fixed: 2 }, 'regression'],
  ['complete', 'complete', { fixed: 1 }, 'progression'],
  ['complete', 'complete', {}, undefined],
] as const)('%s after %s, with %j: %s', (now, before, counts, direction) => {
  const none = { broken: 0, fixed: 0, failing: 0, changed: 0, missing: 0, new: 0, measured: 0, same: 0 };
  const compared = { previous: { id: 1, health: before }, counts: { ...none, ...counts } };
  expect(directionOf(now, compared)).toBe(direction);
});
