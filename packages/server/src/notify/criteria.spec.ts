// SPDX-License-Identifier: Apache-2.0
import { CHANGES, type Change } from '@lava/protocol/api/compare.ts';
import { expect, it } from 'vitest';
import { directionOf } from './criteria.ts';

it.each([
  ['incomplete', 'complete', {}, 'regression'],
  ['complete', 'incomplete', {}, 'progression'],
  ['complete', 'complete', { broken: 1, fixed: 2 }, 'regression'],
  ['complete', 'complete', { fixed: 1 }, 'progression'],
  ['complete', 'complete', {}, undefined],
] as const)('%s after %s, with %j: %s', (now, before, counts, direction) => {
  const none = Object.fromEntries(CHANGES.map((change) => [change, 0])) as Record<Change, number>;
  const compared = { previous: { id: 1, health: before }, counts: { ...none, ...counts } };
  expect(directionOf(now, compared)).toBe(direction);
});
