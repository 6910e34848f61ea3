// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { restAfter } from './upkeep.ts';

it('rests twice as long as it worked, so that the server has two thirds of what both use', () => {
  expect(restAfter(300, 0)).toBe(600);
  expect(restAfter(300, 1_000)).toBe(1_000);
});
