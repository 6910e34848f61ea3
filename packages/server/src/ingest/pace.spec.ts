// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { Pace } from './pace.ts';

/** Milliseconds that so many turns with so many bytes take. */
async function timeOf(turns: number, bytes: number): Promise<number> {
  const pace = new Pace();
  const begun = performance.now();
  for (let turn = 0; turn < turns; turn++) await pace.turn(bytes);
  return performance.now() - begun;
}

it('spaces transactions for a few bytes', async () => {
  expect(await timeOf(11, 1_000)).toBeGreaterThan(10 * 18);
});

it('holds up nothing where much waits', async () => {
  // With the spaces it would be 20 s.
  expect(await timeOf(1_000, 1 << 20)).toBeLessThan(10_000);
});
